package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import org.jspecify.annotations.Nullable;

/// What a peer may send from, as WireGuard lists it: network by network, in any order.
final class AllowedNetworks {
  private @Nullable TunnelAddress four;
  private @Nullable Ipv6Address six;
  private boolean others;

  /// @throws IllegalArgumentException if it is a host's, but malformed
  void add(String network) {
    if (network.endsWith("/128") && six == null) {
      six = Ipv6Address.parse(network.substring(0, network.length() - 4));
    } else {
      TunnelAddress host = TunnelAddress.ofHost(network);
      others |= host == null || four != null;
      four = host;
    }
  }

  /// See [PeerState#address].
  @Nullable TunnelAddress address() {
    boolean alone = !others && four != null && (six == null || belongs(six, four));
    return alone ? four : null;
  }

  /// See [PeerState#network6].
  @Nullable Cidr6 network6() {
    return six == null ? null : Cidr6.tunnelOf(six);
  }

  private static boolean belongs(Ipv6Address six, TunnelAddress four) {
    return Cidr6.tunnelOf(six).of(four).equals(six);
  }
}
