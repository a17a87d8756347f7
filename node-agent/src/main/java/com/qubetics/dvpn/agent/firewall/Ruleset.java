package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text of the nftables tables `inet dvpn_IF` and `netdev dvpn_IF`.
///
/// How it works, and why. A peer's packet passes only while (interface, source address) is in the
/// set `lease`, whose elements time out in the kernel; a packet to a peer only while its
/// destination is. WireGuard itself drops what does not come from the peer's own address; what
/// claims an address of the tunnel network and does not come through the tunnel is dropped here.
///
/// A session has one element in each set, for both its addresses. It is the IPv4 address's 32 bits,
/// which the IPv6 address ends with too, and a rule takes them out of a packet's header by their
/// place: what a lease, a mark, a limit of speed or of connections says holds for both families
/// together, and ends for both at once. So `10.77.0.2` stands as `0x0a4d0002`, and rules say
/// `@nh,96,32` (IPv4's source), `@nh,128,32` (its destination), `@nh,160,32` and `@nh,288,32`
/// (IPv6's), that is, 32 bits from that bit of the network header on. That the other 96 bits of an
/// IPv6 address are the tunnel network's is looked at before (as a /112, with IPv4's /16).
///
/// From a peer there is one way out, the egress interface: not to other peers, not to this host
/// (but echo requests to the gateway address, and the resolver if it runs there), not to the host's
/// own networks, private or otherwise special ranges, not to TCP port 25, with no protocol but
/// ICMP, TCP and UDP. Where clients are told a resolver, DNS goes to it alone. A peer opens so many
/// connections at a time and a second, and no more. To a peer come answers only. Of IPv6 the same,
/// and without a tunnel network of it nothing. What neither comes from the tunnel nor goes to it is
/// not judged here: the host may forward for others, such as containers.
///
/// Answers are those to the session that has the address at this moment. A connection gets the
/// session's mark from the map `session` with its first packet, before it is confirmed; all that
/// comes later, in either direction, passes only while (address, mark) is in the set `opened`. What
/// the kernel still knows of an earlier session passes to nobody, before WireGuard could count it.
///
/// At the port of the probes, what can be none is dropped before connection tracking, and what may
/// be one is not tracked: a flood fills no table of the host. The rest is the agent's.
///
/// Packets from and to an address in the set `slow` pass as fast as its element says, both
/// together.
///
/// Fragments are put together by connection tracking before any of these rules: none can hide a
/// port.
///
/// A flowtable, which other firewalls of the host may have, takes packets of established
/// connections from one interface to the other past all of these chains. So the lease is asked for
/// at the tunnel's two ends as well, where nothing goes past: by the chain `arrival` on what comes
/// out of it and, in the table of family `netdev` (the only one with that hook), by the chain
/// `departure` on what goes in. Both belong to the interface, and can only be written while it is
/// there. For some seconds after an address went to another session, only what went through the
/// chains goes in: a flowtable needs a second to forget a connection.
///
/// What has a lease is marked ([#PASSED]) as the last thing before the kernel routes it. What has
/// no mark goes nowhere, by a lock that is none of nftables ([PolicyLock]).
final class Ruleset {
  /// IPv4 ranges that are not the public internet (IANA special-purpose registry), multicast, and
  /// the one public address at which a cloud serves metadata to its hosts.
  static final List<Cidr> BLOCKED =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "168.63.129.16",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3")
          .stream()
          .map(Cidr::parse)
          .toList();

  /// All of IPv6 but 2000::/3, which is all that was ever given out, and of that what stands for
  /// something else (IANA special-purpose registry): Teredo and its neighbours, and 6to4, whose
  /// addresses have private ones of IPv4 in them, as 64:ff9b::/96 has. Addresses for documentation
  /// are routed nowhere.
  static final List<Cidr6> BLOCKED_6 =
      List.of("::/3", "2001::/23", "2002::/16", "4000::/2", "8000::/1").stream()
          .map(Cidr6::parse)
          .toList();

  private static final int UDP_HEADER = 8;

  /// As many as a tunnel network of 16 bits has addresses.
  private static final int MOST_PEERS = 65_535;

  /// The bit of a packet's mark that says that these rules have let it in. Other bits are left as
  /// they are.
  static final int PASSED = 0x2000_0000;

  private static final String PASS =
      String.format(Locale.ROOT, "meta mark set meta mark | 0x%08x", PASSED);

  private static final String NOT_PASSED =
      String.format(Locale.ROOT, "meta mark & 0x%08x == 0x00000000 ", PASSED);

  /// Of an element that is added to be deleted.
  private static final long DEFAULT_KIBIBYTES = 1024;

  /// How a packet's address looks in a rule; see above.
  ///
  /// @param echo the protocol whose messages are errors and echoes
  private enum Family {
    FOUR("meta nfproto ipv4 ", "meta protocol ip ", "@nh,96,32", "@nh,128,32", "icmp"),
    SIX("meta nfproto ipv6 ", "meta protocol ip6 ", "@nh,160,32", "@nh,288,32", "icmpv6");

    private final String match;

    /// The same where packets are those of an interface.
    private final String matchAtTheEnd;

    private final String source;
    private final String target;
    private final String echo;

    Family(String match, String matchAtTheEnd, String source, String target, String echo) {
      this.match = match;
      this.matchAtTheEnd = matchAtTheEnd;
      this.source = source;
      this.target = target;
      this.echo = echo;
    }

    /// A connection that is confirmed is not this packet's own: some session opened it before.
    String foreign() {
      return match + "ct status confirmed " + source + " . ct mark != @opened drop";
    }

    /// A client asks a few times a second whether its node is there: its own limit, whatever others
    /// ask.
    String asksTooOften() {
      return "update @asking { " + source + " limit rate over 10/second burst 20 packets } drop";
    }

    String marked() {
      return match + "ct mark set " + source + " map @session";
    }
  }

  private static final int DNS = 53;

  /// What can be a challenge, or setup's own look from outside: by UDP length and first eight
  /// bytes. It costs the host no connection, and all else goes no farther.
  private static final String[] PROBE = {
    "udp length %s @th,64,64 0x%s notrack accept"
        .formatted(UDP_HEADER + ProbePacket.LENGTH, Long.toHexString(ProbePacket.KIND)),
    "udp length %s @th,64,64 0x%s notrack accept"
        .formatted(
            UDP_HEADER + ReachabilityPacket.LENGTH, Long.toHexString(ReachabilityPacket.KIND)),
    "drop"
  };

  private static final String CLAMP = "tcp flags syn tcp option maxseg size set rt mtu";

  private final RulesetSettings settings;

  Ruleset(RulesetSettings settings) {
    this.settings = settings;
  }

  static String table(InterfaceName tunnel) {
    return "dvpn_" + tunnel.value().replaceAll("[^a-zA-Z0-9]", "_");
  }

  /// One transaction that replaces the tables, whether or not there are any.
  ///
  /// @param attached whether the tunnel interface is there: only then can the chains at its ends be
  String script(Collection<Lease> leases, boolean attached) {
    return empty("inet", body(attached))
        + empty("netdev", ends(attached))
        + change(List.of(), leases)
        + mark(Map.of(), marks(leases));
  }

  private static Map<TunnelAddress, SessionMark> marks(Collection<Lease> leases) {
    Map<TunnelAddress, SessionMark> marks = new LinkedHashMap<>();
    leases.forEach(lease -> marks.put(lease.address(), lease.mark()));
    return marks;
  }

  private String empty(String family, List<String> body) {
    String table = family + " " + table(settings.tunnel());
    List<String> lines = new ArrayList<>();
    lines.add("table " + table + " {}");
    lines.add("delete table " + table);
    lines.add("table " + table + " {");
    lines.addAll(body);
    lines.add("}");
    return String.join("\n", lines) + "\n";
  }

  private List<String> ends(boolean attached) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        block(
            "set lease",
            "typeof @nh,128,32",
            "flags timeout",
            "timeout " + settings.lease().toSeconds() + "s"));
    lines.addAll(block("set fresh", "typeof @nh,128,32", "flags timeout", "timeout 3s"));
    if (attached) {
      lines.addAll(block("chain departure", departure()));
    }
    return lines;
  }

  private String[] departure() {
    List<String> rules = new ArrayList<>();
    rules.add(hook("egress"));
    for (Family family : families()) {
      rules.add(family.matchAtTheEnd + family.target + " != @lease drop");
      rules.add(NOT_PASSED + family.matchAtTheEnd + family.target + " @fresh drop");
    }
    return rules.toArray(String[]::new);
  }

  private String[] arrival() {
    List<String> rules = new ArrayList<>();
    rules.add(hook("ingress"));
    for (Family family : families()) {
      rules.add(family.match + "iifname . " + family.source + " != @lease drop");
    }
    return rules.toArray(String[]::new);
  }

  /// Before everything else at that end.
  private String hook(String direction) {
    return "type filter hook %s device %s priority -2147483648; policy accept;"
        .formatted(direction, quoted(settings.tunnel()));
  }

  private String[] passed(String egress) {
    List<String> rules = new ArrayList<>();
    rules.add("type filter hook prerouting priority 2147483647; policy accept;");
    for (Family family : families()) {
      rules.add(family.match + "iifname . " + family.source + " @lease " + PASS);
      rules.add(
          "iifname " + egress + " " + family.match + family.target + " . ct mark @opened " + PASS);
    }
    return rules.toArray(String[]::new);
  }

  private List<String> body(boolean attached) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        block(
            "set lease",
            "typeof iifname . @nh,96,32",
            "flags timeout",
            "timeout " + settings.lease().toSeconds() + "s"));
    lines.addAll(block("map session", "typeof @nh,96,32 : ct mark"));
    lines.addAll(block("set opened", "typeof @nh,96,32 . ct mark"));
    lines.addAll(
        block(
            "set opening",
            "typeof @nh,96,32",
            "size " + MOST_PEERS,
            "flags dynamic,timeout",
            "timeout 60s"));
    lines.addAll(
        block("set connections", "typeof @nh,96,32", "size " + MOST_PEERS, "flags dynamic"));
    lines.addAll(
        block(
            "set slow",
            "typeof @nh,96,32",
            "size " + MOST_PEERS,
            "flags dynamic",
            limit(DEFAULT_KIBIBYTES)));
    lines.addAll(
        block(
            "set asking",
            "typeof @nh,96,32",
            "size " + MOST_PEERS,
            "flags dynamic,timeout",
            "timeout 60s"));
    String tunnel = quoted(settings.tunnel());
    String egress = quoted(settings.egress());
    if (attached) {
      lines.addAll(block("chain arrival", arrival()));
    }
    int probes = settings.ports().probes();
    lines.addAll(block("chain prerouting", prerouting(tunnel, probes)));
    lines.addAll(block("chain probe", PROBE));
    lines.addAll(
        block(
            "chain answer",
            "type filter hook output priority raw; policy accept;",
            "udp sport " + probes + " notrack"));
    settings.ports().resolver().ifPresent(port -> lines.addAll(redirection(tunnel, port)));
    lines.addAll(block("chain passed", passed(egress)));
    lines.addAll(
        block(
            "chain forward",
            "type filter hook forward priority filter; policy accept;",
            "iifname " + tunnel + " jump from_peer",
            "oifname " + tunnel + " jump to_peer"));
    lines.addAll(block("chain from_peer", fromPeer(egress)));
    lines.addAll(block("chain passing", passing()));
    lines.addAll(block("chain to_peer", toPeer(egress)));
    lines.addAll(block("chain input", input(tunnel)));
    lines.addAll(block("chain output", output(tunnel)));
    lines.addAll(
        block(
            "chain postrouting",
            "type nat hook postrouting priority srcnat; policy accept;",
            translated() + "iifname " + tunnel + " oifname " + egress + " masquerade"));
    return lines;
  }

  /// Which packets get the egress interface's address; empty: all.
  private String translated() {
    boolean routed = settings.ipv6().filter(six -> !six.network().isUniqueLocal()).isPresent();
    return routed ? Family.FOUR.match : "";
  }

  private String[] prerouting(String tunnel, int probes) {
    List<String> rules = new ArrayList<>();
    String others = "iifname != { \"lo\", " + tunnel + " } ";
    rules.add("type filter hook prerouting priority raw; policy accept;");
    rules.add("iifname != " + tunnel + " udp dport " + probes + " fib daddr type local goto probe");
    rules.add(others + "ip saddr " + settings.network() + " drop");
    peers6().ifPresent(peers -> rules.add(others + "ip6 saddr " + peers + " drop"));
    rules.add("iifname != " + tunnel + " accept");
    addFamilies(rules, "ip6 saddr");
    for (Family family : families()) {
      rules.add(family.match + "iifname . " + family.source + " != @lease drop");
      rules.add(family.match + family.source + " @slow drop");
    }
    return rules.toArray(String[]::new);
  }

  private List<Family> families() {
    return settings.ipv6().isPresent() ? List.of(Family.values()) : List.of(Family.FOUR);
  }

  /// Drops what is of no family that passes, or of IPv6 outside the tunnel network.
  private void addFamilies(List<String> rules, String address) {
    rules.add(
        peers6()
            .map(peers -> address + " != " + peers + " drop")
            .orElse("meta nfproto != ipv4 drop"));
  }

  /// Where the sessions' IPv6 addresses lie.
  private Optional<Cidr6> peers6() {
    return settings.ipv6().map(six -> six.network().of(settings.network()));
  }

  private String[] toPeer(String egress) {
    List<String> rules = new ArrayList<>();
    rules.add("iifname != " + egress + " drop");
    addOpened(rules);
    rules.add(CLAMP);
    rules.add("ct state established,related accept");
    rules.add("drop");
    return rules.toArray(String[]::new);
  }

  private String[] output(String tunnel) {
    List<String> rules = new ArrayList<>();
    rules.add("type filter hook output priority filter; policy accept;");
    rules.add("oifname != " + tunnel + " accept");
    addOpened(rules);
    rules.add("ct state established,related " + PASS + " accept");
    rules.add("drop");
    return rules.toArray(String[]::new);
  }

  /// Drops what goes to no session that has a lease and opened the connection, or too fast.
  private void addOpened(List<String> rules) {
    addFamilies(rules, "ip6 daddr");
    for (Family family : families()) {
      rules.add(family.match + "oifname . " + family.target + " != @lease drop");
      rules.add(family.match + family.target + " . ct mark != @opened drop");
      rules.add(family.match + family.target + " @slow drop");
    }
  }

  /// One port for clients, whatever else the host has at port 53.
  private List<String> redirection(String tunnel, int port) {
    return block(
        "chain redirection",
        "type nat hook prerouting priority dstnat; policy accept;",
        "iifname %s ip daddr %s meta l4proto { tcp, udp } th dport 53 redirect to :%s"
            .formatted(tunnel, settings.network().gateway(), port));
  }

  private String[] fromPeer(String egress) {
    List<String> rules = new ArrayList<>();
    rules.add("oifname != " + egress + " drop");
    rules.add("fib daddr type != unicast drop");
    // A routing header would name another target behind the one that is judged here.
    settings.ipv6().ifPresent(six -> rules.add("exthdr rt exists drop"));
    for (Family family : families()) {
      rules.add(family.match + "meta l4proto != { " + family.echo + ", tcp, udp } drop");
      rules.add(
          "meta l4proto %1$s ct state new %1$s type != echo-request drop".formatted(family.echo));
    }
    rules.add("tcp dport 25 drop");
    settings
        .dns()
        .ifPresent(
            dns -> {
              rules.add("ip daddr " + dns + " meta l4proto { tcp, udp } th dport 53 goto passing");
              rules.add("meta l4proto { tcp, udp } th dport { 53, 853 } drop");
            });
    if (!settings.own().isEmpty()) {
      rules.add("ip daddr " + elements(settings.own()) + " drop");
    }
    String except =
        settings.allowed().isEmpty() ? "" : "ip daddr != " + elements(settings.allowed()) + " ";
    rules.add(except + "ip daddr " + elements(BLOCKED) + " drop");
    settings.networks().forEach(network -> rules.add(except + "ip daddr " + network + " drop"));
    settings.ipv6().ifPresent(six -> addRefused(rules, six));
    rules.add("goto passing");
    return rules.toArray(String[]::new);
  }

  private static void addRefused(List<String> rules, Ipv6Rules six) {
    if (!six.own().isEmpty()) {
      rules.add("ip6 daddr " + elements(six.own()) + " drop");
    }
    rules.add("ip6 daddr " + elements(BLOCKED_6) + " drop");
    six.networks().forEach(network -> rules.add("ip6 daddr " + network + " drop"));
  }

  private String[] passing() {
    PeerLimits limits = settings.limits();
    List<String> rules = new ArrayList<>();
    rules.add(CLAMP);
    families().forEach(family -> rules.add(family.foreign()));
    rules.add("ct state established,related accept");
    rules.add("ct state != new drop");
    for (Family family : families()) {
      rules.add(
          "%supdate @opening { %s limit rate over %s/second burst %s packets } drop"
              .formatted(family.match, family.source, limits.newPerSecond(), limits.burst()));
      rules.add(
          "%sadd @connections { %s ct count over %s } drop"
              .formatted(family.match, family.source, limits.connections()));
      rules.add(family.marked() + " accept");
    }
    rules.add("drop");
    return rules.toArray(String[]::new);
  }

  private String[] input(String tunnel) {
    List<String> rules = new ArrayList<>();
    rules.add("type filter hook input priority filter; policy accept;");
    rules.add("iifname != " + tunnel + " accept");
    families().forEach(family -> rules.add(family.foreign()));
    families().forEach(family -> rules.add(family.marked()));
    TunnelAddress gateway = settings.network().gateway();
    addEcho(rules, Family.FOUR, "ip daddr " + gateway + " icmp");
    settings
        .ipv6()
        .map(six -> six.network().gateway())
        .ifPresent(six -> addEcho(rules, Family.SIX, "ip6 daddr " + six + " icmpv6"));
    if (settings.dns().filter(gateway::equals).isPresent()) {
      int port = settings.ports().resolver().orElse(DNS);
      rules.add("ip daddr " + gateway + " udp dport " + port + " accept");
      rules.add("ip daddr " + gateway + " tcp dport " + port + " accept");
    }
    rules.add("drop");
    return rules.toArray(String[]::new);
  }

  private static void addEcho(List<String> rules, Family family, String message) {
    rules.add(message + " type echo-request " + family.match + family.asksTooOften());
    rules.add(message + " type echo-request accept");
  }

  /// One transaction that ends and renews leases. An element can only be deleted if it is there and
  /// its time is only set when it is added, hence add and delete before each effect; all elements
  /// in one statement of each kind, since with thousands of them `nft` spends its time on
  /// statements.
  String change(Collection<TunnelAddress> ended, Collection<Lease> renewed) {
    List<String> over =
        Stream.concat(ended.stream(), renewed.stream().map(Lease::address))
            .map(this::element)
            .toList();
    List<String> begun =
        renewed.stream().map(lease -> timed(element(lease.address()), lease)).toList();
    return replace("inet", "lease", over, begun)
        + replace("netdev", "lease", keys(ended, renewed), times(renewed));
  }

  private static List<String> keys(Collection<TunnelAddress> ended, Collection<Lease> renewed) {
    return Stream.concat(ended.stream(), renewed.stream().map(Lease::address))
        .map(SetKey::of)
        .toList();
  }

  private static List<String> times(Collection<Lease> renewed) {
    return renewed.stream().map(lease -> timed(SetKey.of(lease.address()), lease)).toList();
  }

  private static String timed(String element, Lease lease) {
    return element + " timeout " + lease.time().toMillis() + "ms";
  }

  private String replace(String family, String set, List<String> over, List<String> begun) {
    return statement("add", family, set, over)
        + statement("delete", family, set, over)
        + statement("add", family, set, begun);
  }

  /// The rest of the transaction: lifts and sets speed limits, each an element with a limit of its
  /// own, which matches only what is beyond it. They have no time-out: one that ended before its
  /// lease would set a session free, and one without a lease limits nothing.
  String limit(Collection<TunnelAddress> lifted, Collection<SpeedLimit> set) {
    List<String> over =
        Stream.concat(lifted.stream(), set.stream().map(SpeedLimit::address))
            .map(SetKey::of)
            .toList();
    List<String> begun =
        set.stream()
            .map(limit -> SetKey.of(limit.address()) + " " + limit(limit.kibibytes()))
            .toList();
    return replace("inet", "slow", over, begun);
  }

  private static String limit(long kibibytes) {
    return "limit rate over %s kbytes/second burst %s kbytes"
        .formatted(kibibytes, SpeedLimit.BURST_KIBIBYTES);
  }

  /// The rest of the transaction: takes marks from addresses and gives them others. Adding what is
  /// there already changes nothing, and makes the deletion safe; a map takes no second mark for an
  /// address, so the old one goes first.
  ///
  /// @param over as they were given
  String mark(Map<TunnelAddress, SessionMark> over, Map<TunnelAddress, SessionMark> begun) {
    StringBuilder script = new StringBuilder();
    for (String name : List.of("session", "opened")) {
      String sign = name.equals("session") ? " : " : " . ";
      script.append(replace("inet", name, elements(over, sign), elements(begun, sign)));
    }
    List<String> fresh = begun.keySet().stream().map(SetKey::of).toList();
    return script.append(replace("netdev", "fresh", fresh, fresh)).toString();
  }

  private static List<String> elements(Map<TunnelAddress, SessionMark> marks, String sign) {
    return marks.entrySet().stream()
        .map(mark -> SetKey.of(mark.getKey()) + sign + mark.getValue())
        .toList();
  }

  private String element(TunnelAddress address) {
    return quoted(settings.tunnel()) + " . " + SetKey.of(address);
  }

  private String statement(String verb, String family, String set, List<String> elements) {
    return elements.isEmpty()
        ? ""
        : "%s element %s %s %s { %s }\n"
            .formatted(verb, family, table(settings.tunnel()), set, String.join(", ", elements));
  }

  private static List<String> block(String head, String... body) {
    List<String> lines = new ArrayList<>();
    lines.add("  " + head + " {");
    for (String line : body) {
      lines.add("    " + line);
    }
    lines.add("  }");
    return lines;
  }

  private static String elements(List<?> networks) {
    return networks.stream().map(Object::toString).collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String quoted(InterfaceName name) {
    return "\"" + name + "\"";
  }
}
