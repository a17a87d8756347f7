package com.qubetics.dvpn.agent.overlap;

import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What `ip -json` lists of IPv4. A listing that can't be read lists nothing.
final class IpListing {
  /// What is larger is a way to everything.
  private static final int LARGEST = 8;

  private static final String MAIN = "main";

  /// Of `ip route show table all`; the main table has no name there.
  private record Route(
      @Nullable String type, @Nullable String dst, @Nullable String dev, @Nullable String table) {}

  private record Link(@Nullable String ifname, @Nullable List<Held> addr_info) {}

  private record Held(@Nullable String local, int prefixlen) {}

  private IpListing() {}

  /// @param tunnel whose own are left out
  static List<TakenNetwork> routes(String json, InterfaceName tunnel) {
    return read(json, Route[].class)
        .filter(route -> !tunnel.value().equals(route.dev()))
        .flatMap(route -> taken(route).stream())
        .toList();
  }

  private static Optional<TakenNetwork> taken(Route route) {
    String table = route.table() == null ? MAIN : route.table();
    String type = route.type() == null ? "unicast" : route.type();
    if (type.equals("broadcast") || type.equals("multicast")) {
      return Optional.empty();
    }
    String what =
        "%s route%s (table %s)"
            .formatted(type, route.dev() == null ? "" : " by " + route.dev(), table);
    return network(route.dst()).map(network -> new TakenNetwork(network, what, isMain(table)));
  }

  private static boolean isMain(String table) {
    return table.equals(MAIN) || table.equals("local");
  }

  /// @param tunnel whose own are left out
  static List<TakenNetwork> addresses(String json, InterfaceName tunnel) {
    return read(json, Link[].class)
        .filter(link -> link.ifname() != null && !link.ifname().equals(tunnel.value()))
        .flatMap(IpListing::held)
        .toList();
  }

  private static Stream<TakenNetwork> held(Link link) {
    List<Held> all = link.addr_info() == null ? List.of() : link.addr_info();
    return all.stream()
        .filter(Objects::nonNull)
        .flatMap(
            held ->
                network(held.local()).stream()
                    .filter(host -> held.prefixlen() >= LARGEST && held.prefixlen() <= 32)
                    .map(host -> Cidr.around(host.base(), held.prefixlen())))
        .map(network -> new TakenNetwork(network, "interface " + link.ifname(), false));
  }

  /// Empty for `default` and all that is not of IPv4.
  private static Optional<Cidr> network(@Nullable String text) {
    try {
      return Optional.ofNullable(text)
          .filter(form -> form.matches("[0-9./]{7,18}"))
          .map(Cidr::parse)
          .filter(network -> network.length() >= LARGEST)
          .filter(network -> !network.equals(new Cidr(new TunnelAddress(0), 32)));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static <T> Stream<T> read(String json, Class<T[]> type) {
    try {
      return Stream.of(Json.read(json, type)).filter(Objects::nonNull);
    } catch (JsonException unreadable) {
      return Stream.of();
    }
  }
}
