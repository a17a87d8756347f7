package com.qubetics.dvpn.agent.foreign;

/// A packet that the host forwards, as far as its firewalls' rules can be followed without one: an
/// IPv4 packet of TCP that comes in by one interface and goes out by another.
///
/// @param answer whether it belongs to a connection that is there already
public record Crossing(String in, String out, boolean answer) {

  /// A new connection of a client.
  public static Crossing ofClient(String tunnel, String egress) {
    return new Crossing(tunnel, egress, false);
  }

  /// What comes back.
  Crossing back() {
    return new Crossing(out, in, true);
  }
}
