package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Nft;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The nftables table that lets nothing out of this machine beside the tunnel. It is of the kernel:
/// whatever becomes of process, interface or routes, it stays until it is taken away.
///
/// How it works, and why. Out goes what is for this machine itself, what goes into the tunnel, what
/// carries the [#MARK] (the tunnel's own packets, and this program's to gateway and RPC endpoint),
/// and what a link needs to live: DHCP and IPv6's neighbour discovery. With `--allow-lan` private
/// networks are reached as well. The rest is refused, so that programs learn of it at once. What
/// carries the mark never goes into the tunnel: no route of anybody's can make it carry its own
/// packets.
///
/// Names are asked of the tunnel's resolver and of no other; IPv6 goes into the tunnel where the
/// node takes it, and nowhere else.
///
/// Answers to marked packets are marked as they come in, so that a strict `rp_filter` finds them
/// where they are expected (with `src_valid_mark`).
final class KillSwitch {
  static final int MARK = 0x6476706e;

  /// The same as `nft` and `ip` take it.
  static final String MARK_TEXT = "0x" + Integer.toHexString(MARK);

  private static final String PREFIX = "dvpn_guard_";
  private static final String LAN4 =
      "{ 10.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16, 224.0.0.0/4, 255.255.255.255 }";
  private static final String LAN6 = "{ fc00::/7, fe80::/10, ff00::/8 }";
  private static final String NAMES = "meta l4proto { tcp, udp } th dport { 53, 853 }";
  private static final String REFUSE = "reject with icmpx type admin-prohibited";

  private final TunnelSettings settings;

  /// What the kernel listed right after the table was loaded; empty before that.
  private List<String> loaded = List.of();

  KillSwitch(TunnelSettings settings) {
    this.settings = settings;
  }

  static String table(InterfaceName name) {
    return PREFIX + name.value().replaceAll("[^a-zA-Z0-9]", "_");
  }

  /// Puts it in place of what was there, in one transaction.
  void load(ClientConfig config) throws ToolException {
    Nft.run(script(config, resolver(config)));
    loaded = shape(settings.name());
  }

  private @Nullable String resolver(ClientConfig config) {
    return ResolverSetting.wanted(settings, config);
  }

  /// Whether it is as it was loaded, by the kernel's own numbers of its parts: a rule that was put
  /// in place of another has another one.
  boolean holds() {
    try {
      return !loaded.isEmpty() && shape(settings.name()).equals(loaded);
    } catch (ToolException e) {
      return false;
    }
  }

  static boolean exists(InterfaceName name) {
    try {
      return Nft.hasTable(table(name));
    } catch (ToolException e) {
      return false;
    }
  }

  static void remove(InterfaceName name) throws ToolException {
    Nft.deleteTable(table(name));
  }

  private static List<String> shape(InterfaceName name) throws ToolException {
    String json = Tool.run(List.of("nft", "--json", "list", "table", "inet", table(name)));
    List<String> parts = new ArrayList<>();
    try {
      for (JsonNode part : JsonMapper.shared().readTree(json).path("nftables")) {
        for (String kind : List.of("table", "chain", "rule")) {
          JsonNode found = part.path(kind);
          if (!found.isMissingNode()) {
            parts.add(
                "%s %s %s %s"
                    .formatted(
                        kind,
                        found.path("chain").asString(found.path("name").asString("")),
                        found.path("handle").asLong(0),
                        found.path("policy").asString("")));
          }
        }
      }
    } catch (JacksonException e) {
      throw new ToolException("nft: its listing is unreadable", e);
    }
    return parts;
  }

  String script(ClientConfig config, @Nullable String resolver) {
    String table = table(settings.name());
    List<String> lines = new ArrayList<>();
    lines.add("table inet " + table + " {}");
    lines.add("delete table inet " + table);
    lines.add("table inet " + table + " {");
    chain(lines, "into_tunnel", intoTunnel(config, resolver));
    chain(lines, "beside", settings.takesEverything() ? besideNothing() : besideOthers(config));
    chain(
        lines,
        "out",
        List.of(
            "type filter hook output priority filter; policy " + policy() + ";",
            "oifname \"lo\" accept",
            "oifname " + tunnel() + " goto into_tunnel",
            "meta mark " + MARK_TEXT + " accept",
            "jump beside"));
    chain(
        lines,
        "through",
        List.of(
            "type filter hook forward priority filter; policy " + policy() + ";",
            "oifname " + tunnel() + " goto into_tunnel",
            "iifname " + tunnel() + " ct state established,related accept",
            "jump beside"));
    chain(
        lines,
        "answers",
        List.of(
            "type filter hook prerouting priority mangle; policy accept;",
            "ct mark " + MARK_TEXT + " meta mark set " + MARK_TEXT));
    chain(
        lines,
        "questions",
        List.of(
            "type filter hook postrouting priority mangle; policy accept;",
            "meta mark " + MARK_TEXT + " ct mark set " + MARK_TEXT));
    chain(
        lines,
        "claimed",
        List.of(
            "type filter hook prerouting priority raw; policy accept;",
            "iifname != { \"lo\", "
                + tunnel()
                + " } ip daddr "
                + config.address()
                + " fib saddr type != local drop"));
    chain(
        lines,
        "others",
        List.of(
            "type nat hook postrouting priority srcnat; policy accept;",
            "oifname " + tunnel() + " ip saddr != " + config.address() + " masquerade",
            "oifname " + tunnel() + " meta nfproto ipv6 masquerade"));
    lines.add("}");
    return String.join("\n", lines) + "\n";
  }

  private List<String> intoTunnel(ClientConfig config, @Nullable String resolver) {
    List<String> rules = new ArrayList<>();
    rules.add("meta mark " + MARK_TEXT + " drop");
    if (resolver != null) {
      rules.add("ip daddr " + resolver + " accept");
      rules.add(NAMES + " " + REFUSE);
    }
    if (config.address6().isEmpty()) {
      rules.add("meta nfproto ipv6 " + REFUSE);
    }
    rules.add("accept");
    return rules;
  }

  private List<String> besideNothing() {
    List<String> rules = new ArrayList<>();
    rules.add("meta nfproto ipv4 udp sport 68 udp dport 67 accept");
    rules.add("ip6 daddr { fe80::/10, ff02::1:2, ff05::1:3 } udp sport 546 udp dport 547 accept");
    rules.add(
        "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert,"
            + " mld-listener-report, mld2-listener-report } accept");
    rules.add(NAMES + " " + REFUSE);
    if (settings.allowsLan()) {
      rules.add("ip daddr " + LAN4 + " accept");
      rules.add("ip6 daddr " + LAN6 + " accept");
    }
    rules.add(REFUSE);
    return rules;
  }

  /// What belongs into the tunnel and is on another way.
  private List<String> besideOthers(ClientConfig config) {
    List<String> closed = new ArrayList<>(settings.routes());
    closed.add(PolicyRouting.node(config));
    return closed.stream().map(route -> "ip daddr " + route + " " + REFUSE).toList();
  }

  private String policy() {
    return settings.takesEverything() ? "drop" : "accept";
  }

  private String tunnel() {
    return "\"" + settings.name() + "\"";
  }

  private static void chain(List<String> lines, String name, List<String> rules) {
    lines.add("  chain " + name + " {");
    rules.forEach(rule -> lines.add("    " + rule));
    lines.add("  }");
  }
}
