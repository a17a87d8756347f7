package com.qubetics.dvpn.agent.link;

import java.util.List;
import java.util.Objects;

/// What the registry saw of this host from outside.
///
/// @param address where the request came from, as the gateway saw it
public record Reachability(String address, List<Port> ports) {

  public Reachability {
    Objects.requireNonNull(address, "address");
    ports = ports == null ? List.of() : List.copyOf(ports);
  }

  /// @param reached whether a packet arrived there and its answer came back
  public record Port(int port, boolean reached) {}

  public boolean reaches(int port) {
    return ports.stream().anyMatch(seen -> seen.port() == port && seen.reached());
  }
}
