package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The way into the tunnel: a routing table of its own, and rules that lead there all that does not
/// carry the kill switch's mark.
///
/// No route of this machine is read, copied or replaced. What carries the mark goes by the
/// machine's own tables, as they are at that moment: another network, another router or another
/// address change nothing here, and another VPN's rules stand again when these are gone.
final class PolicyRouting {
  /// Also the table's number.
  private static final int TABLE = 25_718;

  /// Before what other programs put (Tailscale's begin at 5210, wg-quick's at 32764).
  private static final int FIRST = 2_570;

  private static final int LAST = 2_599;
  private static final List<String> LAN4 =
      List.of("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4");
  private static final List<String> LAN6 = List.of("fc00::/7", "fe80::/10", "ff00::/8");
  private static final List<String> FAMILIES = List.of("-4", "-6");

  private final TunnelSettings settings;

  PolicyRouting(TunnelSettings settings) {
    this.settings = settings;
  }

  /// @param words after `ip rule add`, without the priority
  private record Rule(int priority, String words) {}

  /// The node inside the tunnel: the first address of the client's /16, which no client gets.
  static String node(ClientConfig config) {
    String[] parts = config.address().split("\\.", -1);
    return "%s.%s.0.1".formatted(parts[0], parts[1]);
  }

  /// Puts the rules, and of the routes that to the node alone: nothing else has a way before the
  /// tunnel is known to carry it.
  void begin(ClientConfig config) throws ToolException {
    mendRules(config);
    batch("-4", List.of("route replace " + route(node(config) + "/32")));
  }

  /// Lets everything go into the tunnel that belongs there.
  void open(boolean ipv6) throws ToolException {
    batch("-4", settings.routes().stream().map(route -> "route replace " + route(route)).toList());
    if (ipv6) {
      batch("-6", List.of("route replace " + route("default")));
    }
  }

  boolean holds(ClientConfig config, boolean ipv6) {
    try {
      return stands(config, ipv6);
    } catch (ToolException e) {
      return false;
    }
  }

  private boolean stands(ClientConfig config, boolean ipv6) throws ToolException {
    return missing("-4", rules4(config)).isEmpty()
        && (!hasIpv6() || missing("-6", rules6()).isEmpty())
        && hasRoutes("-4", destinations(config).size())
        && (!ipv6 || hasRoutes("-6", 1));
  }

  private void mendRules(ClientConfig config) throws ToolException {
    add("-4", rules4(config));
    if (hasIpv6()) {
      add("-6", rules6());
    }
  }

  private void add(String family, List<Rule> rules) throws ToolException {
    batch(
        family,
        missing(family, rules).stream()
            .map(rule -> "rule add priority " + rule.priority() + " " + rule.words())
            .toList());
  }

  private List<Rule> rules4(ClientConfig config) {
    List<Rule> rules = new ArrayList<>();
    // First: a network of this machine may have the node's inner address in it. Without the mark,
    // since `not` would be of both.
    rules.add(new Rule(FIRST, "to " + node(config) + "/32 lookup " + TABLE));
    rules.addAll(lan(LAN4));
    rules.add(toTable());
    return rules;
  }

  private List<Rule> rules6() {
    List<Rule> rules = new ArrayList<>();
    if (settings.takesEverything()) {
      rules.addAll(lan(LAN6));
      rules.add(toTable());
    }
    return rules;
  }

  private List<Rule> lan(List<String> networks) {
    List<Rule> rules = new ArrayList<>();
    if (settings.allowsLan()) {
      for (String network : networks) {
        int priority = FIRST + 1 + rules.size();
        rules.add(new Rule(priority, "to " + network + " lookup main suppress_prefixlength 0"));
      }
    }
    return rules;
  }

  private static Rule toTable() {
    return new Rule(LAST, "not fwmark " + KillSwitch.MARK_TEXT + " lookup " + TABLE);
  }

  private static List<Rule> missing(String family, List<Rule> rules) throws ToolException {
    Set<Integer> there = Set.copyOf(ours(family));
    return rules.stream().filter(rule -> !there.contains(rule.priority())).toList();
  }

  /// Priorities of the rules that are there between [#FIRST] and [#LAST].
  private static List<Integer> ours(String family) throws ToolException {
    List<Integer> priorities = new ArrayList<>();
    for (JsonNode rule : parsed(Tool.run(List.of("ip", "-json", family, "rule", "show")))) {
      int priority = rule.path("priority").asInt(-1);
      if (priority >= FIRST && priority <= LAST) {
        priorities.add(priority);
      }
    }
    return priorities;
  }

  private Set<String> destinations(ClientConfig config) {
    Set<String> destinations = new HashSet<>(settings.routes());
    destinations.add(node(config) + "/32");
    return destinations;
  }

  private boolean hasRoutes(String family, int least) throws ToolException {
    int found = 0;
    // Some versions call a table without a route an error.
    List<String> command = List.of("ip", "-json", family, "route", "show", "table", "" + TABLE);
    for (JsonNode route : parsed(Tool.ask(command).orElse("[]"))) {
      found += settings.name().value().equals(route.path("dev").asString("")) ? 1 : 0;
    }
    return found >= least;
  }

  private static JsonNode parsed(String json) throws ToolException {
    try {
      return JsonMapper.shared().readTree(json.isBlank() ? "[]" : json);
    } catch (JacksonException e) {
      throw new ToolException("ip: its listing is unreadable", e);
    }
  }

  /// Takes rules and table away, whoever's connection they were of.
  static void remove() throws ToolException {
    for (String family : FAMILIES) {
      if (family.equals("-6") && !hasIpv6()) {
        continue;
      }
      batch(
          family, ours(family).stream().map(priority -> "rule del priority " + priority).toList());
      // No error where there is no such table.
      Tool.ask(List.of("ip", family, "route", "flush", "table", "" + TABLE));
    }
  }

  private String route(String destination) {
    return destination + " dev " + settings.name() + " table " + TABLE;
  }

  private static void batch(String family, List<String> lines) throws ToolException {
    IpBatch.run(lines, family);
  }

  static boolean hasIpv6() {
    return Files.exists(Path.of("/proc/net/if_inet6"));
  }

  /// Of another process' connection, for who shows its state.
  static boolean hold(InterfaceName name) {
    try {
      return new PolicyRouting(TunnelSettings.of(name, false, TunnelSettings.EVERYTHING))
          .hasRoutes("-4", 1);
    } catch (ToolException e) {
      return false;
    }
  }
}
