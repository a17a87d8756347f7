package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import java.util.List;

/// What the rules of IPv6 depend on, where the node carries it.
///
/// @param network the tunnel network; its gateway address is the node's. What leaves a network that
///   is routed nowhere gets the egress interface's address, any other is routed as it is
/// @param own addresses of this host in the outer world; peers may not reach them
/// @param networks that this host is in at the egress interface; peers may not reach its neighbours
public record Ipv6Rules(Cidr6 network, List<Ipv6Address> own, List<Cidr6> networks) {

  public Ipv6Rules {
    if (!network.isTunnel()) {
      throw new IllegalArgumentException("tunnel network: not of 96 bits (expected: IPv6/96)");
    }
    own = List.copyOf(own);
    networks = List.copyOf(networks);
  }
}
