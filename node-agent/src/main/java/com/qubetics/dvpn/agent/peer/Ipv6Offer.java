package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;

/// Which IPv6 address the client of a new session is told beside its IPv4 one. Asked for each,
/// since a host's IPv6 comes and goes; that WireGuard and the rules would let it pass stays as it
/// is.
@FunctionalInterface
public interface Ipv6Offer {
  /// Of a node that carries no IPv6.
  Ipv6Offer NONE = session -> "";

  /// @return an IPv6 literal; empty: none
  String to(TunnelAddress session);
}
