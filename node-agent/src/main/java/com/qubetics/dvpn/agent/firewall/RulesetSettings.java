package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the rules depend on.
///
/// @param tunnel the WireGuard interface
/// @param egress the interface towards the internet
/// @param network the tunnel network; its gateway address is the node's
/// @param own addresses of this host in the outer world; peers may not reach them
/// @param networks that this host is in at the egress interface; peers may not reach its neighbours
/// @param dns the resolver that peers are told, if any
/// @param allowed networks that peers may reach although they lie in a blocked range or in one of
///   `networks`
/// @param limits what one peer may open
/// @param lease how long a lease runs unless it says otherwise
/// @param ports where the agent itself is reached
public record RulesetSettings(
    InterfaceName tunnel,
    InterfaceName egress,
    Cidr network,
    List<Cidr> own,
    List<Cidr> networks,
    Optional<TunnelAddress> dns,
    List<Cidr> allowed,
    PeerLimits limits,
    Duration lease,
    OwnPorts ports) {

  public RulesetSettings {
    own = List.copyOf(own);
    networks = List.copyOf(networks);
    allowed = List.copyOf(allowed);
  }
}
