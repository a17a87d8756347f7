package com.qubetics.dvpn.gateway.network;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param file the network's address file (docs/protocol.md section 7)
/// @param minimumAgent the oldest version of `dvpn-node` that is served
/// @param authority hosts (with port) that login texts may name; the first is published
@ConfigurationProperties("dvpn.network")
public record NetworkSettings(Path file, String minimumAgent, List<String> authority) {
  public NetworkSettings {
    authority = List.copyOf(authority);
    if (authority.isEmpty()) {
      throw new IllegalArgumentException("DVPN_AUTHORITY: empty (expected: host and port)");
    }
  }
}
