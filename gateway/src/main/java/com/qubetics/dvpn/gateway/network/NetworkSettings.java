package com.qubetics.dvpn.gateway.network;

import com.qubetics.dvpn.protocol.login.Authority;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param file the network's address file (docs/protocol.md section 7)
/// @param minimumAgent the oldest version of `dvpn-node` that is served
/// @param authority hosts (with port) that login texts may name; all are published, the first as
///   the usual one
@ConfigurationProperties("dvpn.network")
public record NetworkSettings(Path file, String minimumAgent, List<String> authority) {
  public NetworkSettings {
    authority = List.copyOf(authority);
    if (authority.isEmpty()) {
      throw new IllegalArgumentException("DVPN_AUTHORITY: empty (expected: host and port)");
    }
    try {
      authority.forEach(Authority::parse);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("DVPN_AUTHORITY: " + e.getMessage(), e);
    }
  }

  /// Whose texts are taken.
  public List<Authority> authorities() {
    return authority.stream().map(Authority::parse).toList();
  }
}
