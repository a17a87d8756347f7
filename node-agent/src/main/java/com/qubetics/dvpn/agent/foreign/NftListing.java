package com.qubetics.dvpn.agent.foreign;

import com.qubetics.dvpn.agent.foreign.ForwardRule.Condition;
import com.qubetics.dvpn.agent.foreign.ForwardRule.Target;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What `nft -j list ruleset` lists, of the tables that forwarded IPv4 packets go through.
final class NftListing {
  /// The packet that is followed is one of TCP over IPv4.
  private static final Set<String> NOT_OURS = Set.of("ip6", "icmpv6", "icmp", "udp");

  private static final Set<String> FAMILIES = Set.of("ip", "inet");

  private final Map<String, Map<String, Boolean>> bases = new LinkedHashMap<>();
  private final Map<String, Map<String, List<ForwardRule>>> chains = new LinkedHashMap<>();

  private NftListing() {}

  /// @throws JsonException if it is no JSON
  static List<ForwardTable> parse(String json) {
    NftListing listing = new NftListing();
    JsonNode all = Json.read(json, ObjectNode.class).path("nftables");
    all.forEach(entry -> listing.chain(entry.path("chain")));
    all.forEach(entry -> listing.rule(entry.path("rule")));
    List<ForwardTable> tables = new ArrayList<>();
    listing.bases.forEach(
        (table, base) ->
            tables.add(
                new ForwardTable(table, base, listing.chains.getOrDefault(table, Map.of()))));
    return tables;
  }

  private void chain(JsonNode chain) {
    String table = table(chain);
    if (table.isEmpty()) {
      return;
    }
    String name = chain.path("name").asString("");
    chains.computeIfAbsent(table, first -> new LinkedHashMap<>()).put(name, new ArrayList<>());
    if (chain.path("hook").asString("").equals("forward")) {
      boolean drops = chain.path("policy").asString("").equals("drop");
      bases.computeIfAbsent(table, first -> new LinkedHashMap<>()).put(name, drops);
    }
  }

  /// Empty for what forwarded IPv4 packets don't meet.
  private static String table(JsonNode member) {
    String family = member.path("family").asString("");
    return FAMILIES.contains(family) ? family + " " + member.path("table").asString("") : "";
  }

  private void rule(JsonNode rule) {
    List<ForwardRule> chain =
        chains.getOrDefault(table(rule), Map.of()).get(rule.path("chain").asString(""));
    if (chain == null) {
      return;
    }
    String handle = "rule with handle " + rule.path("handle").asString("?");
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode part : rule.path("expr")) {
      if (part.has("vmap")) {
        chain.addAll(mapped(conditions, part.path("vmap"), handle));
        return;
      }
      Optional<Target> target = target(part);
      if (target.isPresent()) {
        chain.add(new ForwardRule(conditions, target.get(), text(handle, part)));
        return;
      }
      if (!part.has("counter") && !part.has("log") && !part.has("mangle")) {
        conditions.add(condition(part.path("match")));
      }
    }
  }

  /// A rule for each key of a map from keys to verdicts.
  private static List<ForwardRule> mapped(List<Condition> before, JsonNode map, String handle) {
    List<ForwardRule> rules = new ArrayList<>();
    for (JsonNode pair : map.path("data").path("set")) {
      Optional<Target> target = target(pair.path(1));
      if (target.isPresent()) {
        List<Condition> conditions = new ArrayList<>(before);
        conditions.add(condition(map.path("key"), pair.path(0), false));
        rules.add(new ForwardRule(conditions, target.get(), text(handle, pair.path(1))));
      }
    }
    return rules;
  }

  private static String text(String handle, JsonNode target) {
    return handle + ": " + String.join("", target.propertyNames());
  }

  private static Optional<Target> target(JsonNode part) {
    if (part.has("accept")) {
      return Optional.of(new Target.Accept());
    }
    if (part.has("drop") || part.has("reject")) {
      return Optional.of(new Target.Drop());
    }
    if (part.has("return")) {
      return Optional.of(new Target.Return());
    }
    for (String way : List.of("jump", "goto")) {
      if (part.has(way)) {
        String name = part.path(way).path("target").asString("");
        return Optional.of(new Target.Chain(name, way.equals("goto")));
      }
    }
    return Optional.empty();
  }

  private static Condition condition(JsonNode match) {
    if (match.isMissingNode()) {
      return new Condition.Unknown();
    }
    String operator = match.path("op").asString("==");
    return condition(match.path("left"), match.path("right"), operator.equals("!="));
  }

  private static Condition condition(JsonNode left, JsonNode right, boolean not) {
    Set<String> values = values(right);
    String protocol = left.path("payload").path("protocol").asString("");
    if (NOT_OURS.contains(protocol)) {
      return new Condition.Never();
    }
    String tracked = left.path("ct").path("key").asString("");
    if (tracked.equals("status") && values.equals(Set.of("dnat"))) {
      // A client's connections have their source changed, and nothing else.
      return not ? new Condition.Unknown() : new Condition.Never();
    }
    if (values.isEmpty()) {
      return new Condition.Unknown();
    }
    if (tracked.equals("state")) {
      return new Condition.State(values, not);
    }
    return values.size() > 1
        ? new Condition.Unknown()
        : ofInterface(left.path("meta").path("key").asString(""), values.iterator().next(), not);
  }

  private static Condition ofInterface(String key, String value, boolean not) {
    return switch (key) {
      case "iif", "iifname" -> new Condition.In(value, not);
      case "oif", "oifname" -> new Condition.Out(value, not);
      case "nfproto" ->
          value.equals("ipv4") == not ? new Condition.Never() : new Condition.In("*", false);
      case "l4proto" ->
          value.equals("tcp") == not ? new Condition.Never() : new Condition.In("*", false);
      default -> new Condition.Unknown();
    };
  }

  /// Empty if they are not only names.
  private static Set<String> values(JsonNode right) {
    JsonNode list = right.has("set") ? right.path("set") : right;
    if (!list.isArray()) {
      return list.isString() ? Set.of(list.asString()) : Set.of();
    }
    Set<String> values = new LinkedHashSet<>();
    for (JsonNode one : list) {
      if (!one.isString()) {
        return Set.of();
      }
      values.add(one.asString());
    }
    return values;
  }
}
