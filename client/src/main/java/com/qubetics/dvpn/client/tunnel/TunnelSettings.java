package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a tunnel is set up on this machine.
///
/// @param name of the interface
/// @param userspace use wireguard-go even where the kernel has WireGuard
/// @param routes prefixes sent into the tunnel; [#EVERYTHING] for all, of both families
/// @param allowsLan whether private networks stay reachable beside a tunnel that takes everything
/// @param mtu bytes of the tunnel's packets; null: as the path carries them
/// @param resolver for all names while connected; null: the one that the node names
public record TunnelSettings(
    InterfaceName name,
    boolean userspace,
    List<String> routes,
    boolean allowsLan,
    @Nullable Integer mtu,
    @Nullable String resolver) {
  public static final List<String> EVERYTHING = List.of("0.0.0.0/0");

  public static final int LEAST_MTU = 576;
  public static final int MOST_MTU = 9000;

  public TunnelSettings {
    routes = List.copyOf(routes);
    for (String route : routes) {
      if (!route.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}")) {
        throw new IllegalArgumentException("route: %s (expected: IPv4/PREFIX)".formatted(route));
      }
      Prefix.parse(route);
    }
    if (mtu != null && (mtu < LEAST_MTU || mtu > MOST_MTU)) {
      throw new IllegalArgumentException(
          "mtu: %s (expected: %s to %s)".formatted(mtu, LEAST_MTU, MOST_MTU));
    }
    if (resolver != null && !isIpv4(resolver)) {
      throw new IllegalArgumentException("dns: %s (expected: an IPv4 address)".formatted(resolver));
    }
  }

  private static boolean isIpv4(String text) {
    return text.matches("[0-9.]{7,15}") && InetAddress.ofLiteral(text) instanceof Inet4Address;
  }

  /// With the path's MTU and the node's resolver.
  public static TunnelSettings of(InterfaceName name, boolean userspace, List<String> routes) {
    return new TunnelSettings(name, userspace, routes, false, null, null);
  }

  boolean takesEverything() {
    return routes.stream().anyMatch(route -> Prefix.parse(route).length() == 0);
  }
}
