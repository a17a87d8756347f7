package com.qubetics.dvpn.gateway.route;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where the services are; scheme, host and port only.
///
/// @param internalSecretFile the secret that gateway and services share; one line, at least 32
///   characters
@ConfigurationProperties("dvpn.upstream")
public record UpstreamSettings(
    URI registry, URI selector, URI ledger, URI rewards, Path internalSecretFile) {
  private static final int MIN_SECRET = 32;

  public URI of(Route.Upstream upstream) {
    return switch (upstream) {
      case REGISTRY -> registry;
      case SELECTOR -> selector;
      case LEDGER -> ledger;
      case REWARDS -> rewards;
      case GATEWAY -> throw new IllegalArgumentException("the gateway is no upstream of its own");
    };
  }

  String secret() throws IOException {
    String secret = Files.readString(internalSecretFile).strip();
    if (secret.length() < MIN_SECRET) {
      throw new IllegalStateException(
          "DVPN_INTERNAL_SECRET_FILE: too short (expected: 32 characters or more)");
    }
    return secret;
  }

  /// Names the addresses only.
  @Override
  public String toString() {
    return "UpstreamSettings[registry=%s, selector=%s, ledger=%s, rewards=%s]"
        .formatted(registry, selector, ledger, rewards);
  }
}
