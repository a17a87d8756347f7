package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text of the nftables tables `inet dvpn_IF` and `netdev dvpn_IF`.
///
/// How it works, and why. A peer's packet passes only while (interface, source address) is in the
/// set `lease`, whose elements time out in the kernel; a packet to a peer only while its
/// destination is. WireGuard itself drops what does not come from the peer's own address; what
/// claims an address of the tunnel network and does not come through the tunnel is dropped here.
///
/// From a peer there is one way out, the egress interface: not to other peers, not to this host
/// (but echo requests to the gateway address, and the resolver if it runs there), not to the host's
/// own networks, private or otherwise special ranges, not to TCP port 25, with no protocol but
/// ICMP, TCP and UDP. Where clients are told a resolver, DNS goes to it alone. A peer opens so many
/// connections at a time and a second, and no more. To a peer come answers only. IPv6 is dropped in
/// both directions. Whatever else the host would forward is dropped as well.
///
/// Answers are those to the session that has the address at this moment. A connection gets the
/// session's mark from the map `session` with its first packet, before it is confirmed; all that
/// comes later, in either direction, passes only while (address, mark) is in the set `opened`. What
/// the kernel still knows of an earlier session passes to nobody, before WireGuard could count it.
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

  /// As many as a tunnel network of 16 bits has addresses.
  private static final int MOST_PEERS = 65_535;

  /// The bit of a packet's mark that says that these rules have let it in. Other bits are left as
  /// they are.
  static final int PASSED = 0x2000_0000;

  private static final String PASS =
      String.format(Locale.ROOT, "meta mark set meta mark | 0x%08x", PASSED);

  private static final String NOT_PASSED =
      String.format(Locale.ROOT, "meta mark & 0x%08x == 0x00000000", PASSED);

  /// Of an element that is added to be deleted.
  private static final long DEFAULT_KIBIBYTES = 1024;

  /// A connection that is confirmed is not this packet's own: some session opened it before.
  private static final String FOREIGN = "ct status confirmed ip saddr . ct mark != @opened drop";

  /// A client asks a few times a second whether its node is there: its own limit, whatever others
  /// ask.
  private static final String ASKS_TOO_OFTEN =
      "update @asking { ip saddr limit rate over 10/second burst 20 packets } drop";

  private static final String MARKED = "ct mark set ip saddr map @session";
  private static final String CLAMP = "tcp flags syn tcp option maxseg size set rt mtu";

  private final RulesetSettings settings;

  Ruleset(RulesetSettings settings) {
    this.settings = settings;
  }

  static String table(InterfaceName tunnel) {
    return "dvpn_" + tunnel.value().replaceAll("[^a-zA-Z0-9]", "_");
  }

  /// One transaction that replaces the table, whether or not there is one.
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
            "typeof ip daddr",
            "flags timeout",
            "timeout " + settings.lease().toSeconds() + "s"));
    lines.addAll(block("set fresh", "typeof ip daddr", "flags timeout", "timeout 3s"));
    if (attached) {
      lines.addAll(
          block(
              "chain departure",
              hook("egress"),
              "ip daddr != @lease drop",
              NOT_PASSED + " ip daddr @fresh drop"));
    }
    return lines;
  }

  /// Before everything else at that end.
  private String hook(String direction) {
    return "type filter hook %s device %s priority -2147483648; policy accept;"
        .formatted(direction, quoted(settings.tunnel()));
  }

  private List<String> body(boolean attached) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        block(
            "set lease",
            "typeof iifname . ip saddr",
            "flags timeout",
            "timeout " + settings.lease().toSeconds() + "s"));
    lines.addAll(block("map session", "typeof ip saddr : ct mark"));
    lines.addAll(block("set opened", "typeof ip saddr . ct mark"));
    lines.addAll(
        block(
            "set opening",
            "typeof ip saddr",
            "size " + MOST_PEERS,
            "flags dynamic,timeout",
            "timeout 60s"));
    lines.addAll(
        block("set connections", "typeof ip saddr", "size " + MOST_PEERS, "flags dynamic"));
    lines.addAll(
        block(
            "set slow",
            "typeof ip saddr",
            "size " + MOST_PEERS,
            "flags dynamic",
            limit(DEFAULT_KIBIBYTES)));
    lines.addAll(
        block(
            "set asking",
            "typeof ip saddr",
            "size " + MOST_PEERS,
            "flags dynamic,timeout",
            "timeout 60s"));
    String tunnel = quoted(settings.tunnel());
    String egress = quoted(settings.egress());
    if (attached) {
      lines.addAll(block("chain arrival", hook("ingress"), "iifname . ip saddr != @lease drop"));
    }
    lines.addAll(
        block(
            "chain prerouting",
            "type filter hook prerouting priority raw; policy accept;",
            "iifname != { \"lo\", " + tunnel + " } ip saddr " + settings.network() + " drop",
            "iifname != " + tunnel + " accept",
            "meta nfproto != ipv4 drop",
            "iifname . ip saddr != @lease drop",
            "ip saddr @slow drop"));
    lines.addAll(
        block(
            "chain passed",
            "type filter hook prerouting priority 2147483647; policy accept;",
            "iifname . ip saddr @lease " + PASS,
            "iifname " + egress + " ip daddr . ct mark @opened " + PASS));
    lines.addAll(
        block(
            "chain forward",
            "type filter hook forward priority filter; policy drop;",
            "iifname " + tunnel + " jump from_peer",
            "oifname " + tunnel + " jump to_peer"));
    lines.addAll(block("chain from_peer", fromPeer(egress)));
    lines.addAll(block("chain passing", passing()));
    lines.addAll(
        block(
            "chain to_peer",
            "meta nfproto != ipv4 drop",
            "iifname != " + egress + " drop",
            "oifname . ip daddr != @lease drop",
            "ip daddr . ct mark != @opened drop",
            "ip daddr @slow drop",
            CLAMP,
            "ct state established,related accept",
            "drop"));
    lines.addAll(block("chain input", input(tunnel)));
    lines.addAll(
        block(
            "chain output",
            "type filter hook output priority filter; policy accept;",
            "oifname != " + tunnel + " accept",
            "meta nfproto != ipv4 drop",
            "oifname . ip daddr != @lease drop",
            "ip daddr . ct mark != @opened drop",
            "ip daddr @slow drop",
            "ct state established,related " + PASS + " accept",
            "drop"));
    lines.addAll(
        block(
            "chain postrouting",
            "type nat hook postrouting priority srcnat; policy accept;",
            "iifname " + tunnel + " oifname " + egress + " masquerade"));
    return lines;
  }

  private String[] fromPeer(String egress) {
    List<String> rules = new ArrayList<>();
    rules.add("oifname != " + egress + " drop");
    rules.add("fib daddr type != unicast drop");
    rules.add("meta l4proto != { icmp, tcp, udp } drop");
    rules.add("meta l4proto icmp ct state new icmp type != echo-request drop");
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
    rules.add("goto passing");
    return rules.toArray(String[]::new);
  }

  private String[] passing() {
    PeerLimits limits = settings.limits();
    return new String[] {
      CLAMP,
      FOREIGN,
      "ct state established,related accept",
      "ct state != new drop",
      "update @opening { ip saddr limit rate over %s/second burst %s packets } drop"
          .formatted(limits.newPerSecond(), limits.burst()),
      "add @connections { ip saddr ct count over %s } drop".formatted(limits.connections()),
      MARKED + " accept",
      "drop"
    };
  }

  private String[] input(String tunnel) {
    List<String> rules = new ArrayList<>();
    rules.add("type filter hook input priority filter; policy accept;");
    rules.add("iifname != " + tunnel + " accept");
    rules.add(FOREIGN);
    rules.add(MARKED);
    TunnelAddress gateway = settings.network().gateway();
    String echo = "ip daddr " + gateway + " icmp type echo-request ";
    rules.add(echo + ASKS_TOO_OFTEN);
    rules.add(echo + "accept");
    if (settings.dns().filter(gateway::equals).isPresent()) {
      rules.add("ip daddr " + gateway + " udp dport 53 accept");
      rules.add("ip daddr " + gateway + " tcp dport 53 accept");
    }
    rules.add("drop");
    return rules.toArray(String[]::new);
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
        + replace("netdev", "lease", addresses(ended, renewed), times(renewed));
  }

  private static List<String> addresses(
      Collection<TunnelAddress> ended, Collection<Lease> renewed) {
    return Stream.concat(ended.stream(), renewed.stream().map(Lease::address))
        .map(TunnelAddress::toString)
        .toList();
  }

  private static List<String> times(Collection<Lease> renewed) {
    return renewed.stream().map(lease -> timed(lease.address().toString(), lease)).toList();
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
            .map(TunnelAddress::toString)
            .toList();
    List<String> begun =
        set.stream().map(limit -> limit.address() + " " + limit(limit.kibibytes())).toList();
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
    List<String> fresh = begun.keySet().stream().map(TunnelAddress::toString).toList();
    return script.append(replace("netdev", "fresh", fresh, fresh)).toString();
  }

  private static List<String> elements(Map<TunnelAddress, SessionMark> marks, String sign) {
    return marks.entrySet().stream().map(mark -> mark.getKey() + sign + mark.getValue()).toList();
  }

  private String element(TunnelAddress address) {
    return quoted(settings.tunnel()) + " . " + address;
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

  private static String elements(List<Cidr> networks) {
    return networks.stream().map(Cidr::toString).collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String quoted(InterfaceName name) {
    return "\"" + name + "\"";
  }
}
