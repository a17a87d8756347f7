package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.foreign.Barrier;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.overlap.TakenNetwork;
import com.qubetics.dvpn.agent.overlap.TakenNetworks;
import com.qubetics.dvpn.agent.setup.Finding.Check;
import com.qubetics.dvpn.agent.setup.Finding.Severity;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.Reachability;
import com.qubetics.dvpn.wireguard.WgInterface;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks whether this host can be a node, and whether one that was set up still can. Changes
/// nothing.
final class HostChecks {
  private static final Duration CLOCK_DOUBT = Duration.ofSeconds(10);

  /// A tunnel packet of 1420 bytes and WireGuard's, UDP's and IPv6's headers.
  private static final int LEAST_MTU = 1500;

  /// What every IPv6 line carries, and a client's packets may need; below it pages stall.
  private static final int USELESS_MTU = 1280;

  /// With so little of the kernel's table left it drops the connections of all.
  private static final double FULL = 0.95;

  private static final int CONNECTIONS_PER_PEER = 16;

  private static final long LEAST_KBIT = 10_000;
  private static final long LEAST_DISK = 100L << 20;
  private static final long SAFE_DISK = 1L << 30;
  private static final Duration SLOW_SYNC = Duration.ofMillis(100);
  private static final long LEAST_MEMORY = 400L << 20;
  private static final long SAFE_MEMORY = 900L << 20;

  private static final String RAISE_MTU =
      "raise it to 1500 if the line carries that; else clients get fragments or stalls";

  private final AgentSettings settings;
  private final HostProbe host;
  private final Path folder;
  private final Clock clock;
  private final boolean installed;

  /// @param folder where the agent keeps its files, or will
  /// @param installed whether setup has been through: what it would have mended is an error
  HostChecks(AgentSettings settings, HostProbe host, Path folder, Clock clock, boolean installed) {
    this.settings = settings;
    this.host = host;
    this.folder = folder;
    this.clock = clock;
    this.installed = installed;
  }

  List<Finding> run(Outside outside) {
    List<Finding> findings = new ArrayList<>();
    findings.add(tools());
    findings.add(egress());
    findings.add(ports());
    findings.add(time(outside));
    findings.add(wireGuard());
    findings.add(nftables());
    findings.add(forwarding());
    findings.add(address(outside));
    findings.add(reachable(outside));
    findings.add(mtu(outside));
    findings.add(ipv6());
    findings.add(bandwidth(outside));
    findings.add(disk());
    findings.add(memory());
    findings.add(processor());
    findings.add(connections());
    findings.add(firewalls());
    findings.add(tunnelNetwork(host.taken(settings.interfaceName())));
    findings.add(flowtables());
    return findings;
  }

  /// What is looked at while the node serves: the same judgement as far as it costs nothing.
  List<Finding> watched() {
    return List.of(
        egress(),
        tunnel(),
        forwarding(),
        mtu(host.mtu(settings.egressInterface())),
        space(),
        connections(),
        tunnelNetwork(host.routed(settings.interfaceName())));
  }

  private Finding tools() {
    List<String> missing =
        Stream.of("wg", "nft", "ip").filter(tool -> !host.hasTool(tool)).toList();
    if (!missing.isEmpty()) {
      return Finding.error(
          Check.TOOLS,
          "missing " + String.join(", ", missing),
          "apt-get install wireguard-tools nftables iproute2");
    }
    return Finding.ok(Check.TOOLS, "wg, nft and ip are there");
  }

  /// They belong to the host's other firewalls, and work on while the node serves; but each leaves
  /// out what the node's rules ask of a connection in its middle.
  private Finding flowtables() {
    InterfaceName tunnel = settings.interfaceName();
    List<String> holding = host.flowtables(tunnel);
    return holding.isEmpty()
        ? Finding.ok(Check.FLOWTABLES, "none holds " + tunnel)
        : Finding.warning(
            Check.FLOWTABLES,
            "%s: packets of %s go past the host's rules".formatted(holding, tunnel),
            "take %s out of its devices: nft list flowtables".formatted(tunnel));
  }

  /// The first of what forwarding needs that is not there.
  Optional<Finding> fault() {
    return Stream.of(egress(), tunnel(), forwarding()).filter(Finding::isError).findFirst();
  }

  private Finding egress() {
    InterfaceName egress = settings.egressInterface();
    if (!host.hasInterface(egress)) {
      return Finding.error(
          Check.EGRESS,
          "no interface " + egress,
          "name the one of your default route: ip route show default; then --egress-interface");
    }
    if (!host.isUp(egress)) {
      return Finding.error(
          Check.EGRESS,
          "interface " + egress + " is down or without a carrier",
          "ip link set " + egress + " up; then look at the cable or the provider's platform");
    }
    if (host.leadsOut(egress, settings.interfaceName(), settings.tunnelNetwork())) {
      return Finding.ok(Check.EGRESS, "interface " + egress + " is there and leads out");
    }
    String what = "no route to the internet by " + egress;
    String remedy = "ip route show default: it should go out of " + egress;
    return installed
        ? Finding.error(Check.EGRESS, what, remedy)
        : Finding.warning(Check.EGRESS, what, remedy);
  }

  /// The interface that the agent has made.
  private Finding tunnel() {
    InterfaceName tunnel = settings.interfaceName();
    boolean whole =
        host.isUp(tunnel)
            && host.mtu(tunnel).orElse(0) == WgInterface.MTU
            && host.addresses(tunnel).containsAll(inTunnel())
            && !host.isFree(settings.endpoint().port());
    return whole
        ? Finding.ok(Check.WIREGUARD, "interface " + tunnel + " is up")
        : Finding.error(
            Check.WIREGUARD,
            "interface " + tunnel + " is not as the agent made it",
            "the agent puts it right; find the program that changes it");
  }

  private List<InetAddress> inTunnel() {
    return Stream.concat(
            Stream.of(settings.tunnelNetwork().gateway().toString()),
            settings.network6().stream().map(network -> network.gateway().toString()))
        .map(InetAddress::ofLiteral)
        .toList();
  }

  /// While this node's own interface is up, WireGuard has the port.
  private Finding ports() {
    int port = settings.endpoint().port();
    List<String> tunnels = host.wireGuardOn(port);
    if (tunnels.contains(settings.interfaceName().value())) {
      return Finding.ok(Check.PORTS, "UDP %s is this node's WireGuard".formatted(port));
    }
    if (!tunnels.isEmpty()) {
      return Finding.error(
          Check.PORTS,
          "another WireGuard, %s, has UDP %s".formatted(String.join(" ", tunnels), port),
          "take it down (wg-quick down NAME), or choose another port in --endpoint");
    }
    for (int wanted : new int[] {port, port + 1}) {
      if (!host.isFree(wanted)) {
        return Finding.error(
            Check.PORTS,
            "UDP %s is taken".formatted(wanted),
            "stop what listens there (ss -ulpn), or choose another port in --endpoint");
      }
    }
    return Finding.ok(Check.PORTS, "UDP %s and %s are free".formatted(port, port + 1));
  }

  private Finding time(Outside outside) {
    String remedy = "switch time synchronisation on: timedatectl set-ntp true";
    if (outside.date().isEmpty()) {
      return Finding.warning(Check.CLOCK, "the gateway's answer has no date", remedy);
    }
    Instant theirs = outside.date().get();
    TimeGap gap = new TimeGap(clock.instant(), theirs);
    Duration off = gap.ahead().abs();
    String what = "this host's clock reads " + gap.against("the gateway's");
    if (off.compareTo(ClockTolerance.DURATION) > 0) {
      return Finding.error(
          Check.CLOCK, what + " (allowed: " + ClockTolerance.SECONDS + ")", remedy);
    }
    return off.compareTo(CLOCK_DOUBT) > 0
        ? Finding.warning(Check.CLOCK, what, remedy)
        : Finding.ok(Check.CLOCK, what);
  }

  private Finding wireGuard() {
    if (host.hasKernelWireGuard()) {
      return Finding.ok(Check.WIREGUARD, "the kernel has it");
    }
    return host.hasTool("wireguard-go") && host.hasTool("setsid")
        ? Finding.warning(
            Check.WIREGUARD,
            "not in the kernel; wireguard-go does it, at a fraction of the speed",
            "boot a kernel with WireGuard (Debian's own has it) if the provider's platform lets"
                + " you")
        : Finding.error(
            Check.WIREGUARD,
            "neither in the kernel nor wireguard-go",
            "apt-get install wireguard-go");
  }

  private Finding nftables() {
    return host.refusal(HostPlan.rules(settings))
        .map(
            refusal ->
                Finding.error(
                    Check.NFTABLES,
                    "nft or the kernel refuses the node's rules: " + refusal,
                    "run as root (or with CAP_NET_ADMIN) on a kernel with nf_tables and its modules"
                        + " fib_inet, limit, connlimit and masq"))
        .orElseGet(() -> Finding.ok(Check.NFTABLES, "the kernel takes the node's rules"));
  }

  Finding forwarding() {
    Optional<String> off =
        host.forwardsIpv4()
            ? Stream.of(settings.egressInterface(), settings.interfaceName())
                .filter(name -> host.hasInterface(name) && !host.forwardsIpv4(name))
                .map(name -> "net.ipv4.conf." + name + ".forwarding")
                .findFirst()
            : Optional.of("net.ipv4.ip_forward");
    if (off.isEmpty()) {
      return Finding.ok(Check.FORWARDING, "net.ipv4.ip_forward is on");
    }
    return installed
        ? Finding.error(
            Check.FORWARDING,
            off.get() + " is off",
            "something on this host switches it off after setup did the opposite: run setup again,"
                + " then look in /etc/sysctl.conf and /etc/sysctl.d")
        : Finding.note(Check.FORWARDING, off.get() + " is off; setup switches it on");
  }

  /// Endpoint, the host's own addresses and where the gateway sees it come from.
  private Finding address(Outside outside) {
    InetAddress endpoint = settings.endpoint().address();
    boolean own = host.addresses().contains(endpoint);
    String seen = outside.reachability().map(Reachability::address).orElse("");
    boolean seenThere = seen.equals(endpoint.getHostAddress());
    if (own) {
      return Finding.ok(Check.ADDRESS, endpoint.getHostAddress() + " is this host's own");
    }
    if (seenThere) {
      return Finding.note(
          Check.ADDRESS,
          "%s is a NAT's in front of this host: UDP %s and %s have to be forwarded to it"
              .formatted(
                  endpoint.getHostAddress(),
                  settings.endpoint().port(),
                  settings.endpoint().port() + 1));
    }
    String remedy = "give the address that the world reaches this host at in --endpoint";
    return seen.isEmpty()
        ? Finding.warning(
            Check.ADDRESS, endpoint.getHostAddress() + " is on no interface of this host", remedy)
        : Finding.error(
            Check.ADDRESS,
            "%s is on no interface of this host, and the gateway sees it come from %s"
                .formatted(endpoint.getHostAddress(), seen),
            remedy);
  }

  private Finding reachable(Outside outside) {
    int port = settings.endpoint().port();
    if (outside.reachability().isEmpty()) {
      return outside.problem().isEmpty()
          ? Finding.note(Check.REACHABLE, "not looked at: this node's agent has the ports")
          : Finding.warning(
              Check.REACHABLE,
              "could not be looked at: " + outside.problem(),
              "run setup again in a minute; without an open port the node never becomes ACTIVE");
    }
    Reachability seen = outside.reachability().get();
    if (!seen.address().equals(settings.endpoint().address().getHostAddress())) {
      return Finding.warning(
          Check.REACHABLE,
          "looked at %s, where the request came from, which is not the endpoint"
              .formatted(seen.address()),
          "see ADDRESS; the registry looks only at the address that asks");
    }
    List<String> closed =
        Stream.of(port, port + 1)
            .filter(wanted -> !seen.reaches(wanted))
            .map(wanted -> Integer.toString(wanted))
            .toList();
    return closed.isEmpty()
        ? Finding.ok(
            Check.REACHABLE, "UDP %s and %s, from outside and back".formatted(port, port + 1))
        : Finding.error(
            Check.REACHABLE,
            "no answer from outside on UDP " + String.join(" and ", closed),
            "open UDP %s and %s in the provider's firewall (security group) and in this host's own; behind a NAT forward both"
                .formatted(port, port + 1));
  }

  private Finding mtu(Outside outside) {
    Finding found = mtu(host.mtu(settings.egressInterface()));
    if (found.severity() != Severity.OK) {
      return found;
    }
    boolean narrow =
        outside
            .gateway()
            .filter(Inet4Address.class::isInstance)
            .flatMap(gateway -> host.passesUnbroken(gateway, LEAST_MTU))
            .filter(passes -> !passes)
            .isPresent();
    return narrow
        ? Finding.warning(Check.MTU, "1500 bytes don't reach the gateway in one piece", RAISE_MTU)
        : found;
  }

  private Finding mtu(OptionalInt mtu) {
    if (mtu.isEmpty()) {
      return Finding.warning(Check.MTU, "not known: see EGRESS", "see EGRESS");
    }
    String what = "%s has %s".formatted(settings.egressInterface(), mtu.getAsInt());
    if (mtu.getAsInt() < USELESS_MTU) {
      return Finding.error(Check.MTU, what + " (expected: at least 1280)", RAISE_MTU);
    }
    return mtu.getAsInt() < LEAST_MTU
        ? Finding.warning(
            Check.MTU, what + " (expected: 1500 = 1420 for the tunnel + 80)", RAISE_MTU)
        : Finding.ok(Check.MTU, what);
  }

  private Finding ipv6() {
    if (!host.hasIpv6Route(settings.egressInterface())) {
      return Finding.note(
          Check.IPV6, "IPv4 only: no IPv6 route to the internet by " + settings.egressInterface());
    }
    return settings
        .network6()
        .map(
            network ->
                Finding.ok(
                    Check.IPV6,
                    "IPv4 and IPv6: sessions get addresses of %s, %s"
                        .formatted(network, network.isUniqueLocal() ? "with NAT" : "routed")))
        .orElseGet(
            () ->
                Finding.note(
                    Check.IPV6, "IPv4 only, as set: --tunnel-network6 gives sessions IPv6"));
  }

  private Finding bandwidth(Outside outside) {
    if (outside.downloadKbit().isEmpty()) {
      return Finding.note(
          Check.BANDWIDTH,
          "not measured; capacity is %s Mbit/s".formatted(settings.capacityKbit() / 1000));
    }
    long kbit = outside.downloadKbit().getAsLong();
    String what = "%s Mbit/s came from the gateway".formatted(kbit / 1000);
    return kbit < LEAST_KBIT
        ? Finding.warning(
            Check.BANDWIDTH,
            what,
            "below 10 Mbit/s a node has no share in the availability pot: take a faster line")
        : Finding.ok(Check.BANDWIDTH, what);
  }

  private Finding disk() {
    Finding space = space();
    if (space.severity() != Severity.OK) {
      return space;
    }
    Path there = existing(folder);
    try {
      Duration sync = host.syncTime(there);
      String what = "%s, a safe write takes %s ms".formatted(space.what(), sync.toMillis());
      return sync.compareTo(SLOW_SYNC) > 0
          ? Finding.warning(
              Check.DISK, what, "each session waits for such a write: take a faster disk")
          : Finding.ok(Check.DISK, what);
    } catch (IOException e) {
      return Finding.error(
          Check.DISK, there + " can't be written", "run as the folder's owner, or choose --home");
    }
  }

  private Finding space() {
    long free = host.freeBytes(existing(folder));
    String what = "%s MiB free".formatted(free >> 20);
    String remedy = "free 1 GiB on the file system of " + folder;
    if (free < LEAST_DISK) {
      return Finding.error(Check.DISK, what, remedy);
    }
    return free < SAFE_DISK
        ? Finding.warning(Check.DISK, what, remedy)
        : Finding.ok(Check.DISK, what);
  }

  /// The kernel's table of connections, which all peers share with the host.
  private Finding connections() {
    OptionalLong most = host.mostConnections();
    if (most.isEmpty()) {
      return Finding.ok(Check.CONNECTIONS, "not limited yet: connection tracking is not loaded");
    }
    long held = host.connections();
    String what = "%s of %s".formatted(held, most.getAsLong());
    String remedy = "raise net.netfilter.nf_conntrack_max, or lower --max-peers";
    if (held >= most.getAsLong() * FULL) {
      return Finding.error(Check.CONNECTIONS, what + ": the kernel refuses new ones", remedy);
    }
    return most.getAsLong() < (long) settings.maxPeers() * CONNECTIONS_PER_PEER
        ? Finding.warning(
            Check.CONNECTIONS,
            "%s: fewer than %s for each of %s peers"
                .formatted(what, CONNECTIONS_PER_PEER, settings.maxPeers()),
            remedy)
        : Finding.ok(Check.CONNECTIONS, what);
  }

  /// What other firewalls' rules say, as far as it is certain: what passes them is the agent's to
  /// prove.
  private Finding firewalls() {
    HostProbe.ForeignRules rules = host.foreignRules(settings);
    if (rules.barriers().isEmpty()) {
      return Finding.ok(
          Check.FIREWALLS, "no other firewall's rule is known to stop users' packets");
    }
    String what =
        rules.barriers().stream()
            .map(Barrier::toString)
            .collect(Collectors.joining("; ", "users' packets would be dropped by ", ""));
    if (rules.openings().isEmpty()) {
      return Finding.warning(Check.FIREWALLS, what, byHand());
    }
    return Boolean.TRUE.equals(settings.openFirewalls()) && !installed
        ? Finding.note(Check.FIREWALLS, what + "; setup opens it")
        : unopened(what, rules.openings());
  }

  private Finding unopened(String what, List<HostChange> openings) {
    String remedy =
        openings.stream()
            .map(HostChange::place)
            .collect(Collectors.joining("; ", "setup --open-firewalls yes makes: ", ""));
    boolean provider = settings.openFirewalls() != null || installed;
    return provider
        ? Finding.warning(Check.FIREWALLS, what, remedy)
        : Finding.error(
            Check.FIREWALLS, what, remedy + "; with no, setup leaves them to you and goes on");
  }

  private String byHand() {
    InterfaceName tunnel = settings.interfaceName();
    return "let it pass there what comes in by %1$s and goes out by %2$s, and the answers; such as"
            .formatted(tunnel, settings.egressInterface())
        + " iptables -I FORWARD -i %1$s -j ACCEPT; iptables -I FORWARD -o %1$s -j ACCEPT"
            .formatted(tunnel);
  }

  /// Before anything runs, any overlap is one too many. Afterwards it is one that takes packets
  /// from the tunnel, while a larger network that has the tunnel's in it is the host's own affair.
  private Finding tunnelNetwork(TakenNetworks taken) {
    Cidr tunnel = settings.tunnelNetwork();
    List<TakenNetwork> overlapping = taken.overlapping(tunnel);
    if (overlapping.isEmpty()) {
      return Finding.ok(Check.TUNNEL_NETWORK, tunnel + " is the tunnel's alone" + instead(taken));
    }
    Optional<TakenNetwork> robbing =
        overlapping.stream().filter(other -> other.takesFrom(tunnel)).findFirst();
    String what = "%s overlaps %s".formatted(tunnel, robbing.orElse(overlapping.getFirst()));
    String remedy =
        taken
            .free()
            .map(free -> "setup --tunnel-network " + free + ", which is free here; then restart")
            .orElse("take a network away that this host does not need: all private ones overlap");
    return installed && robbing.isEmpty()
        ? Finding.warning(Check.TUNNEL_NETWORK, what, remedy)
        : Finding.error(Check.TUNNEL_NETWORK, what, remedy);
  }

  /// Why it is not the usual one.
  private String instead(TakenNetworks taken) {
    Cidr usual = Cidr.parse(TunnelNetwork.USUAL.toString());
    return settings.tunnelNetwork().equals(usual)
        ? ""
        : taken.overlapping(usual).stream()
            .findFirst()
            .map(other -> "; %s overlaps %s".formatted(usual, other))
            .orElse("");
  }

  private static Path existing(Path path) {
    Path parent = path.getParent();
    return parent == null || Files.isDirectory(path) ? path : existing(parent);
  }

  private Finding memory() {
    long bytes = host.memoryBytes();
    String what = "%s MiB".formatted(bytes >> 20);
    if (bytes < LEAST_MEMORY) {
      return Finding.error(Check.MEMORY, what, "take a host with 1 GB");
    }
    return bytes < SAFE_MEMORY
        ? Finding.warning(Check.MEMORY, what, "take a host with 1 GB")
        : Finding.ok(Check.MEMORY, what);
  }

  private Finding processor() {
    return Finding.ok(Check.PROCESSOR, "%s core(s)".formatted(host.processors()));
  }
}
