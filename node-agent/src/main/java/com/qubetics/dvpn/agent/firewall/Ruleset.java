package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.agent.wireguard.Cidr;
import com.qubetics.dvpn.agent.wireguard.InterfaceName;
import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// The text of the nftables table `inet dvpn_IF`.
///
/// How it works, and why. A peer's packet passes only while (interface, source address) is in the
/// set `lease`, whose elements time out in the kernel; a packet to a peer only while its
/// destination is. WireGuard itself drops what does not come from the peer's own address. From a
/// peer there is one way out, the egress interface: not to other peers, not to this host (but echo
/// requests to the gateway address, and the resolver if it runs there), not to private or otherwise
/// special ranges, not to TCP port 25. To a peer come answers only. IPv6 is dropped in both
/// directions. Whatever else the host would forward is dropped as well.
final class Ruleset {
  /// IPv4 ranges that are not the public internet (IANA special-purpose registry) and multicast.
  static final List<Cidr> BLOCKED =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3")
          .stream()
          .map(Cidr::parse)
          .toList();

  private final RulesetSettings settings;

  Ruleset(RulesetSettings settings) {
    this.settings = settings;
  }

  static String table(InterfaceName tunnel) {
    return "dvpn_" + tunnel.value().replaceAll("[^a-zA-Z0-9]", "_");
  }

  /// One transaction that replaces the table, whether or not there is one.
  String script(Collection<Lease> leases) {
    String table = table(settings.tunnel());
    List<String> lines = new ArrayList<>();
    lines.add("table inet " + table + " {}");
    lines.add("delete table inet " + table);
    lines.add("table inet " + table + " {");
    lines.addAll(body());
    lines.add("}");
    return String.join("\n", lines) + "\n" + change(List.of(), leases);
  }

  private List<String> body() {
    List<String> lines = new ArrayList<>();
    lines.add("  set lease {");
    lines.add("    typeof iifname . ip saddr");
    lines.add("    flags timeout");
    lines.add("    timeout " + settings.lease().toSeconds() + "s");
    lines.add("  }");
    String tunnel = quoted(settings.tunnel());
    String egress = quoted(settings.egress());
    lines.addAll(
        chain(
            "forward",
            "type filter hook forward priority filter; policy drop;",
            "iifname " + tunnel + " jump from_peer",
            "oifname " + tunnel + " jump to_peer"));
    lines.addAll(chain("from_peer", fromPeer(egress)));
    lines.addAll(
        chain(
            "to_peer",
            "meta nfproto != ipv4 drop",
            "iifname != " + egress + " drop",
            "oifname . ip daddr != @lease drop",
            "tcp flags syn tcp option maxseg size set rt mtu",
            "ct state established,related accept",
            "drop"));
    lines.addAll(chain("input", input(tunnel)));
    lines.addAll(
        chain(
            "output",
            "type filter hook output priority filter; policy accept;",
            "oifname != " + tunnel + " accept",
            "meta nfproto != ipv4 drop",
            "oifname . ip daddr != @lease drop",
            "ct state established,related accept",
            "drop"));
    lines.addAll(
        chain(
            "postrouting",
            "type nat hook postrouting priority srcnat; policy accept;",
            "iifname " + tunnel + " oifname " + egress + " masquerade"));
    return lines;
  }

  private String[] fromPeer(String egress) {
    List<String> rules = new ArrayList<>();
    rules.add("meta nfproto != ipv4 drop");
    rules.add("iifname . ip saddr != @lease drop");
    rules.add("oifname != " + egress + " drop");
    rules.add("tcp dport 25 drop");
    if (!settings.own().isEmpty()) {
      rules.add("ip daddr " + elements(settings.own()) + " drop");
    }
    rules.add(
        settings.allowed().isEmpty()
            ? "ip daddr " + elements(BLOCKED) + " drop"
            : "ip daddr != %s ip daddr %s drop"
                .formatted(elements(settings.allowed()), elements(BLOCKED)));
    rules.add("tcp flags syn tcp option maxseg size set rt mtu");
    rules.add("ct state established,related,new accept");
    rules.add("drop");
    return rules.toArray(String[]::new);
  }

  private String[] input(String tunnel) {
    List<String> rules = new ArrayList<>();
    rules.add("type filter hook input priority filter; policy accept;");
    rules.add("iifname != " + tunnel + " accept");
    rules.add("meta nfproto != ipv4 drop");
    rules.add("iifname . ip saddr != @lease drop");
    TunnelAddress gateway = settings.network().gateway();
    rules.add("ip daddr " + gateway + " icmp type echo-request limit rate 50/second accept");
    if (settings.dns().filter(gateway::equals).isPresent()) {
      rules.add("ip daddr " + gateway + " udp dport 53 accept");
      rules.add("ip daddr " + gateway + " tcp dport 53 accept");
    }
    rules.add("drop");
    return rules.toArray(String[]::new);
  }

  /// One transaction that ends and renews leases. An element can only be deleted if it is there and
  /// its time is only set when it is added, hence add and delete before each effect.
  String change(Collection<TunnelAddress> ended, Collection<Lease> renewed) {
    StringBuilder text = new StringBuilder();
    for (TunnelAddress address : ended) {
      text.append(line("add", address, "")).append(line("delete", address, ""));
    }
    for (Lease lease : renewed) {
      text.append(line("add", lease.address(), ""))
          .append(line("delete", lease.address(), ""))
          .append(line("add", lease.address(), " timeout " + lease.time().toMillis() + "ms"));
    }
    return text.toString();
  }

  private String line(String verb, TunnelAddress address, String rest) {
    return "%s element inet %s lease { %s . %s%s }\n"
        .formatted(verb, table(settings.tunnel()), quoted(settings.tunnel()), address, rest);
  }

  private static List<String> chain(String name, String... rules) {
    List<String> lines = new ArrayList<>();
    lines.add("  chain " + name + " {");
    for (String rule : rules) {
      lines.add("    " + rule);
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
