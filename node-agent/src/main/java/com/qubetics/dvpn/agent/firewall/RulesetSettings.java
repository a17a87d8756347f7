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
/// @param ipv6 empty: all of IPv6 is dropped
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
    Optional<Ipv6Rules> ipv6,
    OwnPorts ports) {

  /// Of a node that carries no IPv6.
  public RulesetSettings(
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
    this(
        tunnel,
        egress,
        network,
        own,
        networks,
        dns,
        allowed,
        limits,
        lease,
        Optional.empty(),
        ports);
  }

  public RulesetSettings {
    own = List.copyOf(own);
    networks = List.copyOf(networks);
    allowed = List.copyOf(allowed);
  }

  /// Whether the rules let a client reach an address, whatever the port.
  public boolean reaches(TunnelAddress address) {
    boolean special = isIn(Ruleset.BLOCKED, address) || isIn(networks, address);
    return !isIn(own, address) && (!special || isIn(allowed, address));
  }

  private static boolean isIn(List<Cidr> ranges, TunnelAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
