package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.wireguard.host.Cidr;
import java.time.Duration;

/// @param network where clients' tunnel addresses lie
/// @param dns the resolver that clients are told, an IP literal; empty: none
/// @param maxPeers sessions at the same time
/// @param lease how long a peer's packets pass without the agent
/// @param grace how long sessions go on without the control plane
/// @param usageInterval the longest time between two statements of a session
public record SessionSettings(
    Cidr network,
    String dns,
    int maxPeers,
    Duration lease,
    Duration grace,
    Duration usageInterval,
    Ipv6Offer ipv6) {

  /// Of a node that carries no IPv6.
  public SessionSettings(
      Cidr network,
      String dns,
      int maxPeers,
      Duration lease,
      Duration grace,
      Duration usageInterval) {
    this(network, dns, maxPeers, lease, grace, usageInterval, Ipv6Offer.NONE);
  }
}
