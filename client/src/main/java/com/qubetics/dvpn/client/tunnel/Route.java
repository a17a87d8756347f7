package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.client.gateway.Json;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How this machine reaches one host beside the tunnel; kept while the tunnel takes the rest.
///
/// @param host an IPv4 literal
/// @param via `ip route` words after the prefix, such as `via 192.0.2.1 dev eth0`
public record Route(String host, String via) {

  /// The way the system would take; empty if the host is this machine itself, is not IPv4, or has
  /// no route.
  static Optional<Route> to(InetAddress host) {
    if (host.getAddress().length != 4 || host.isLoopbackAddress()) {
      return Optional.empty();
    }
    Tool.Result result = Tool.run("ip", "-json", "-4", "route", "get", host.getHostAddress());
    return result.ok() ? parse(host.getHostAddress(), result.out()) : Optional.empty();
  }

  static Optional<Route> parse(String host, String json) {
    try {
      JsonNode route = Json.MAPPER.readTree(json).path(0);
      if ("local".equals(route.path("type").asString("")) || route.path("dev").isMissingNode()) {
        return Optional.empty();
      }
      List<String> words = new ArrayList<>();
      if (!route.path("gateway").isMissingNode()) {
        words.addAll(List.of("via", route.path("gateway").asString()));
      }
      words.addAll(List.of("dev", route.path("dev").asString()));
      return Optional.of(new Route(host, String.join(" ", words)));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
