package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.foreign.Barrier;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.overlap.TakenNetworks;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What [HostChecks] asks the host. Changes nothing on it but a file that it takes away again.
interface HostProbe {

  boolean hasTool(String name);

  boolean hasInterface(InterfaceName name);

  /// Whether it is switched on and has a carrier; false if there is none.
  boolean isUp(InterfaceName name);

  OptionalInt mtu(InterfaceName name);

  /// Addresses of all interfaces.
  List<InetAddress> addresses();

  /// Addresses of one; none if it is not there.
  List<InetAddress> addresses(InterfaceName name);

  /// Whether packets of the tunnel network to the internet go out of an interface.
  boolean leadsOut(InterfaceName egress, InterfaceName tunnel, Cidr network);

  /// Whether a socket can be bound to the UDP port.
  boolean isFree(int udpPort);

  /// Interfaces of WireGuard that listen on this port.
  List<String> wireGuardOn(int udpPort);

  boolean hasKernelWireGuard();

  /// What nft or the kernel has against these rules, none of which is added; empty: nothing.
  Optional<String> refusal(String rules);

  /// What in other firewalls' rules would drop a client's packets, and what opens them.
  ForeignRules foreignRules(AgentSettings settings);

  /// @param openings in the order in which they are made; none for rules that nobody keeps
  record ForeignRules(List<Barrier> barriers, List<HostChange> openings) {}

  boolean forwardsIpv4();

  /// Whether what comes in by an interface is forwarded.
  boolean forwardsIpv4(InterfaceName from);

  /// How many connections the kernel keeps at most; empty while it keeps none.
  OptionalLong mostConnections();

  /// How many it keeps at present.
  long connections();

  /// Flowtables that hold an interface, each by its table and name.
  List<String> flowtables(InterfaceName name);

  /// Whether IPv6 has its way to the internet there.
  boolean hasIpv6Route(InterfaceName egress);

  /// Whether a packet of this size (bytes of IPv4) reaches the host in one piece; empty if that
  /// host answers none at all, or there is no `ping`.
  Optional<Boolean> passesUnbroken(InetAddress to, int bytes);

  /// All networks that this host has, but those of the tunnel.
  TakenNetworks taken(InterfaceName tunnel);

  /// Those of them to which the kernel's main table sends packets; starts no process.
  TakenNetworks routed(InterfaceName tunnel);

  /// 0 if there is no such folder.
  long freeBytes(Path folder);

  /// How long it takes to write 4 KiB so that they survive a loss of power.
  Duration syncTime(Path folder) throws IOException;

  long memoryBytes();

  int processors();
}
