package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// How a tunnel is set up on this machine.
///
/// @param name of the interface
/// @param userspace use wireguard-go even where the kernel has WireGuard
/// @param routes prefixes sent into the tunnel; [#EVERYTHING] for all of IPv4
public record TunnelSettings(InterfaceName name, boolean userspace, List<String> routes) {
  /// Two halves, which win over a default route without replacing it.
  public static final List<String> EVERYTHING = List.of("0.0.0.0/1", "128.0.0.0/1");

  public TunnelSettings {
    routes = List.copyOf(routes);
    for (String route : routes) {
      if (!route.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}")) {
        throw new IllegalArgumentException("route: %s (expected: IPv4/PREFIX)".formatted(route));
      }
    }
  }

  boolean takesEverything() {
    return routes.containsAll(EVERYTHING);
  }

  /// Whether routes or guard of this tunnel would take away the way to `host`: what the tunnel
  /// itself needs must then be kept beside it.
  boolean captures(InetAddress host) {
    return host instanceof Inet4Address
        ? routes.stream().map(Prefix::parse).anyMatch(route -> route.contains(host))
        : takesEverything();
  }
}
