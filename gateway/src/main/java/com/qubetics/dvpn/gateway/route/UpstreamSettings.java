package com.qubetics.dvpn.gateway.route;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where the services are; scheme, host and port only.
///
/// @param keyFile the gateway's private key for callers' tokens: PEM, Ed25519, mode 0600
@ConfigurationProperties("dvpn.upstream")
record UpstreamSettings(URI registry, URI selector, URI ledger, URI rewards, Path keyFile) {

  public URI of(Route.Upstream upstream) {
    return switch (upstream) {
      case REGISTRY -> registry;
      case SELECTOR -> selector;
      case LEDGER -> ledger;
      case REWARDS -> rewards;
      case GATEWAY -> throw new IllegalArgumentException("the gateway is no upstream of its own");
    };
  }
}
