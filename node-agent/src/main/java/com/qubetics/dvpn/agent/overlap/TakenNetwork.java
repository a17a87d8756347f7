package com.qubetics.dvpn.agent.overlap;

import com.qubetics.dvpn.wireguard.host.Cidr;

/// A network that something of this host has.
///
/// @param what has it, in words: an interface, a route, a program's settings
/// @param isOnTheWay whether the kernel itself sends packets to it there, by its main table
public record TakenNetwork(Cidr network, String what, boolean isOnTheWay) {

  public boolean overlaps(Cidr other) {
    return network.contains(other.base()) || other.contains(network.base());
  }

  /// Whether packets to some address of the tunnel go there and not into the tunnel.
  public boolean takesFrom(Cidr tunnel) {
    return isOnTheWay && tunnel.contains(network.base()) && network.length() >= tunnel.length();
  }

  @Override
  public String toString() {
    return network + " of " + what;
  }
}
