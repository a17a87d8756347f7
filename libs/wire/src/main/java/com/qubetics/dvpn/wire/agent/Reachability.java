package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.List;
import java.util.Objects;

/// What the registry saw of a host from outside.
///
/// @param address where the request came from, as the gateway saw it
public record Reachability(String address, List<Port> ports) {

  public Reachability {
    Objects.requireNonNull(address, "address");
    ports = ports == null ? List.of() : List.copyOf(ports);
  }

  /// @param reached whether a packet arrived there and its answer came back
  public record Port(int port, boolean reached) {}

  /// Asks for UDP packets with the nonce to the host that asks.
  ///
  /// @param port WireGuard's; the next one is looked at as well
  /// @param nonce 32 random bytes that only questions of this look carry
  public record Request(int port, Bytes32 nonce) {
    public Request {
      if (port < 1024 || port > 65_534) {
        throw new IllegalArgumentException("port: %s (expected: 1024 to 65534)".formatted(port));
      }
      Objects.requireNonNull(nonce, "nonce");
    }
  }

  public boolean reaches(int port) {
    return ports.stream().anyMatch(seen -> seen.port() == port && seen.reached());
  }
}
