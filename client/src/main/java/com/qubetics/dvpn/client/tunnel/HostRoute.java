package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How this machine reaches one host beside the tunnel; kept while the tunnel takes the rest.
///
/// @param host an IPv4 or IPv6 literal without a scope
/// @param via `ip route` words after the prefix, such as `via 192.0.2.1 dev eth0`
public record HostRoute(String host, String via) {
  /// Kinds of routes that lead nowhere, the tunnel's own guard among them.
  private static final Set<String> CLOSED =
      Set.of("unreachable", "blackhole", "prohibit", "throw", "local", "multicast");

  /// The way the system would take if `own` interface and the guard were not there; empty if the
  /// host is this machine itself, is reached on its link by a scoped address (which no half of the
  /// address space takes away), or has no route.
  ///
  /// While the tunnel stands the system's own answer is the tunnel, or the guard's "unreachable":
  /// then the main table is read past both.
  static Optional<HostRoute> to(InetAddress host, InterfaceName own) {
    boolean scoped = !(host instanceof Inet4Address) && host.isLinkLocalAddress();
    if (scoped || host.isLoopbackAddress() || host.isAnyLocalAddress()) {
      return Optional.empty();
    }
    String literal = literal(host);
    Optional<String> asked = Tool.ask(List.of("ip", "-json", "route", "get", literal));
    if (asked.isPresent() && !leadsTo(own, asked.get())) {
      return parse(literal, asked.get());
    }
    return Tool.ask(List.of("ip", "-json", family(literal), "route", "show", "table", "main"))
        .flatMap(table -> longest(host, own, table));
  }

  /// Without a scope, which only `dev` may name to `ip`.
  static String literal(InetAddress host) {
    return host.getHostAddress().replaceFirst("%.*", "");
  }

  private static String family(String literal) {
    return literal.contains(":") ? "-6" : "-4";
  }

  /// The host as `ip` takes it for a destination.
  String prefix() {
    return host + (host.contains(":") ? "/128" : "/32");
  }

  private static boolean leadsTo(InterfaceName own, String json) {
    try {
      return own.value()
          .equals(JsonMapper.shared().readTree(json).path(0).path("dev").asString(""));
    } catch (JacksonException e) {
      return false;
    }
  }

  /// Reads the answer of `ip -json route get`.
  static Optional<HostRoute> parse(String host, String json) {
    try {
      JsonNode route = JsonMapper.shared().readTree(json).path(0);
      return CLOSED.contains(route.path("type").asString(""))
          ? Optional.empty()
          : words(route).map(via -> new HostRoute(host, via));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// Reads `ip -json route show`: of the routes that contain the host and lead elsewhere than into
  /// `own` or nowhere, the longest, and of equally long ones that of the least metric.
  static Optional<HostRoute> longest(InetAddress host, InterfaceName own, String json) {
    JsonNode best = null;
    int length = -1;
    try {
      for (JsonNode route : JsonMapper.shared().readTree(json)) {
        Prefix prefix = destination(host, route.path("dst").asString(""));
        JsonNode hop = hop(route);
        boolean usable =
            prefix.contains(host)
                && !CLOSED.contains(route.path("type").asString(""))
                && !own.value().equals(hop.path("dev").asString(own.value()));
        boolean better =
            prefix.length() > length
                || (prefix.length() == length && best != null && metric(route) < metric(best));
        if (usable && better) {
          best = route;
          length = prefix.length();
        }
      }
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return best == null
        ? Optional.empty()
        : words(hop(best)).map(via -> new HostRoute(literal(host), via));
  }

  private static Prefix destination(InetAddress host, String text) {
    return "default".equals(text) ? new Prefix(host, 0) : Prefix.parse(text);
  }

  private static long metric(JsonNode route) {
    return route.path("metric").asLong(0);
  }

  /// The route itself, or the first hop of one that has several.
  private static JsonNode hop(JsonNode route) {
    JsonNode hops = route.path("nexthops");
    return hops.isEmpty() ? route : hops.path(0);
  }

  private static Optional<String> words(JsonNode route) {
    if (route.path("dev").isMissingNode()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    // An IPv4 route over an IPv6 router says `via`, all others `gateway`.
    JsonNode other = route.path("via");
    if (!route.path("gateway").isMissingNode()) {
      words.addAll(List.of("via", route.path("gateway").asString()));
    } else if (!other.path("host").isMissingNode()) {
      words.addAll(
          List.of("via", other.path("family").asString("inet6"), other.path("host").asString()));
    }
    words.addAll(List.of("dev", route.path("dev").asString()));
    for (JsonNode flag : route.path("flags")) {
      if ("onlink".equals(flag.asString())) {
        words.add("onlink");
      }
    }
    return Optional.of(String.join(" ", words));
  }
}
