package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.overlap.TakenNetwork;
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
import java.util.Set;

/// A host that can be everything a node needs, until a test takes something away.
final class FakeHost implements HostProbe {
  Set<String> tools = Set.of("wg", "nft", "ip", "wireguard-go", "setsid");
  OptionalInt mtu = OptionalInt.of(1500);
  List<InetAddress> addresses = List.of(InetAddress.ofLiteral("203.0.113.1"));
  Set<Integer> taken = Set.of();
  List<String> tunnels = List.of();
  boolean kernelWireGuard = true;
  boolean filter = true;
  boolean forwards = true;
  boolean ipv6 = true;
  Optional<Boolean> passes = Optional.of(true);
  long disk = 10L << 30;
  Duration sync = Duration.ofMillis(2);
  long memory = 1L << 30;
  boolean writable = true;
  Set<String> down = Set.of();
  Set<String> notForwarding = Set.of();
  boolean leadsOut = true;
  OptionalLong mostConnections = OptionalLong.of(65_536);
  long connections = 100;
  List<String> flowtables = List.of();
  ForeignRules foreign = new ForeignRules(List.of(), List.of());
  List<TakenNetwork> networks = List.of();

  /// With the agent's interface `wg-dvpn` on it.
  static FakeHost serving() {
    FakeHost host = new FakeHost();
    host.addresses =
        List.of(
            InetAddress.ofLiteral("203.0.113.1"),
            InetAddress.ofLiteral("10.77.0.1"),
            InetAddress.ofLiteral("fd64:7670:6e00::1"));
    host.taken = Set.of(51820, 51821);
    return host;
  }

  /// Takes on what a watch looks at.
  void becomes(FakeHost other) {
    mtu = other.mtu;
    addresses = other.addresses;
    taken = other.taken;
    forwards = other.forwards;
    disk = other.disk;
    down = other.down;
    notForwarding = other.notForwarding;
    leadsOut = other.leadsOut;
    connections = other.connections;
    networks = other.networks;
  }

  @Override
  public boolean hasTool(String name) {
    return tools.contains(name);
  }

  @Override
  public boolean hasInterface(InterfaceName name) {
    return isTunnel(name) || mtu.isPresent();
  }

  @Override
  public OptionalInt mtu(InterfaceName name) {
    return isTunnel(name) ? OptionalInt.of(1420) : mtu;
  }

  private static boolean isTunnel(InterfaceName name) {
    return name.value().startsWith("wg");
  }

  @Override
  public boolean isUp(InterfaceName name) {
    return !down.contains(name.value());
  }

  @Override
  public List<InetAddress> addresses(InterfaceName name) {
    return addresses;
  }

  @Override
  public boolean leadsOut(InterfaceName egress, InterfaceName tunnel, Cidr network) {
    return leadsOut;
  }

  @Override
  public List<InetAddress> addresses() {
    return addresses;
  }

  @Override
  public boolean isFree(int udpPort) {
    return !taken.contains(udpPort);
  }

  @Override
  public List<String> wireGuardOn(int udpPort) {
    return tunnels;
  }

  @Override
  public boolean hasKernelWireGuard() {
    return kernelWireGuard;
  }

  @Override
  public Optional<String> refusal(String rules) {
    return filter ? Optional.empty() : Optional.of("nft: exit code 1: no such file");
  }

  @Override
  public ForeignRules foreignRules(AgentSettings settings) {
    return foreign;
  }

  @Override
  public boolean forwardsIpv4() {
    return forwards;
  }

  @Override
  public boolean forwardsIpv4(InterfaceName from) {
    return !notForwarding.contains(from.value());
  }

  @Override
  public OptionalLong mostConnections() {
    return mostConnections;
  }

  @Override
  public long connections() {
    return connections;
  }

  @Override
  public List<String> flowtables(InterfaceName name) {
    return flowtables;
  }

  @Override
  public TakenNetworks taken(InterfaceName tunnel) {
    return new TakenNetworks(networks);
  }

  @Override
  public TakenNetworks routed(InterfaceName tunnel) {
    return new TakenNetworks(networks.stream().filter(TakenNetwork::isOnTheWay).toList());
  }

  @Override
  public boolean hasIpv6Route(InterfaceName egress) {
    return ipv6;
  }

  @Override
  public Optional<Boolean> passesUnbroken(InetAddress to, int bytes) {
    return passes;
  }

  @Override
  public long freeBytes(Path folder) {
    return disk;
  }

  @Override
  public Duration syncTime(Path folder) throws IOException {
    if (!writable) {
      throw new IOException("read-only");
    }
    return sync;
  }

  @Override
  public long memoryBytes() {
    return memory;
  }

  @Override
  public int processors() {
    return 1;
  }
}
