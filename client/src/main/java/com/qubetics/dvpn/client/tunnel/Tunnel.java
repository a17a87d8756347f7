package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgLink;
import com.qubetics.dvpn.wireguard.WgPeers;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One WireGuard interface with one peer, the node. Made before the node is known (that takes the
/// longest), configured for a session, configured again for the next one without ever letting the
/// routes go, and taken down.
///
/// Not safe for use by many threads, except [#counters].
public final class Tunnel implements AutoCloseable {
  private static final int KEEPALIVE_SECONDS = 25;

  /// Win over a default route without replacing it, as TunnelSettings.EVERYTHING does for IPv4.
  private static final List<String> IPV6_HALVES = List.of("::/1", "8000::/1");

  private final TunnelSettings settings;
  private final WgPeers peers;
  private final List<HostRoute> kept = new ArrayList<>();
  private @Nullable TunnelKey peer;
  private @Nullable String address;
  private boolean closesIpv6;

  private Tunnel(TunnelSettings settings) {
    this.settings = settings;
    this.peers = new WgPeers(settings.name());
  }

  /// Makes the interface, down and without keys.
  ///
  /// @throws ProblemException INTERFACE_EXISTS, TOOL_MISSING or TOOL_FAILED
  public static Tunnel create(TunnelSettings settings) {
    String name = settings.name().value();
    if (exists(name)) {
      throw new ProblemException(ProblemCode.INTERFACE_EXISTS, "there is an interface " + name);
    }
    try {
      WgLink.create(settings.name(), settings.userspace());
    } catch (ToolException e) {
      throw problem(e);
    }
    return new Tunnel(settings);
  }

  private static boolean exists(String name) {
    try {
      return NetworkInterface.getByName(name) != null;
    } catch (SocketException e) {
      throw new ProblemException(ProblemCode.TOOL_FAILED, "cannot list this machine's interfaces");
    }
  }

  /// Takes over what a client that died has left behind, so that it can be closed.
  public static Tunnel adopt(TunnelSettings settings, List<HostRoute> kept, boolean closesIpv6) {
    Tunnel tunnel = new Tunnel(settings);
    tunnel.kept.addAll(kept);
    tunnel.closesIpv6 = closesIpv6;
    return tunnel;
  }

  /// Keeps the route to a host outside of the tunnel, in either family, where the tunnel's routes
  /// or its guard would take it away: gateway, RPC endpoint, node. Also while the tunnel stands.
  public void keepRouteTo(InetAddress host) {
    boolean known = kept.stream().anyMatch(route -> route.host().equals(HostRoute.literal(host)));
    if (!known && settings.captures(host)) {
      HostRoute.to(host, settings.name()).ifPresent(kept::add);
    }
  }

  /// Points the interface at a session's node; the handshake starts at once. The node's key comes
  /// last, so that whatever comes back from it came by the routes and past the guard that stay.
  public void configure(TunnelSecret keys, TunnelKey node, ClientConfig config) {
    keepRouteTo(config.endpoint().address());
    boolean closes = settings.takesEverything() && (closesIpv6 || hasIpv6Default());
    // Before it stands: what a batch that fails has done is taken back too.
    closesIpv6 = closes;
    run(List.of("ip", "-batch", "-"), batch(config, closes).getBytes(StandardCharsets.US_ASCII));
    address = config.address();
    List<String> wg =
        new ArrayList<>(List.of("wg", "set", settings.name().value(), "private-key", "/dev/stdin"));
    if (peer != null) {
      wg.addAll(List.of("peer", peer.toBase64(), "remove"));
    }
    wg.addAll(List.of("peer", node.toBase64(), "endpoint", config.endpoint().toString()));
    wg.addAll(List.of("persistent-keepalive", Integer.toString(KEEPALIVE_SECONDS)));
    wg.addAll(List.of("allowed-ips", "0.0.0.0/0"));
    run(wg, keys.toBase64());
    peer = node;
  }

  private static void run(List<String> command, byte[] input) {
    try {
      Tool.run(command, input);
    } catch (ToolException e) {
      throw problem(e);
    }
  }

  private static ProblemException problem(ToolException e) {
    ProblemCode code =
        switch (e.kind()) {
          case MISSING -> ProblemCode.TOOL_MISSING;
          case STUCK -> ProblemCode.TOOL_STUCK;
          case FAILED -> ProblemCode.TOOL_FAILED;
          case INTERRUPTED -> ProblemCode.INTERRUPTED;
        };
    return new ProblemException(code, String.valueOf(e.getMessage()));
  }

  /// The commands of one `ip -batch`: routes beside the tunnel come before the guard and those into
  /// it, the new address before the old one goes, so that nothing leaks between two sessions.
  ///
  /// @param closes whether IPv6, which the tunnel does not carry and which would show the user's
  ///   address, is closed
  private String batch(ClientConfig config, boolean closes) {
    String name = settings.name().value();
    StringBuilder lines = new StringBuilder();
    for (HostRoute route : kept) {
      lines.append("route replace %s %s\n".formatted(route.prefix(), route.via()));
    }
    if (closes) {
      for (String half : IPV6_HALVES) {
        lines.append("route replace unreachable %s\n".formatted(half));
      }
    }
    if (!config.address().equals(address)) {
      lines.append("address add %s/32 dev %s\n".formatted(config.address(), name));
    }
    lines.append("link set dev %s mtu %s up\n".formatted(name, config.mtu()));
    for (String route : settings.routes()) {
      lines.append("route replace %s dev %s\n".formatted(route, name));
    }
    if (address != null && !config.address().equals(address)) {
      lines.append("address del %s/32 dev %s\n".formatted(address, name));
      for (String route : settings.routes()) {
        lines.append("route replace %s dev %s\n".formatted(route, name));
      }
    }
    return lines.toString();
  }

  private static boolean hasIpv6Default() {
    try {
      return Files.readString(Path.of("/proc/net/ipv6_route"))
          .lines()
          .anyMatch(line -> line.startsWith("0".repeat(32) + " 00 ") && !line.endsWith(" lo"));
    } catch (IOException e) {
      return false;
    }
  }

  public List<HostRoute> keptRoutes() {
    return List.copyOf(kept);
  }

  public boolean closesIpv6() {
    return closesIpv6;
  }

  public PeerCounters counters() {
    return counters(peers);
  }

  /// The counters of an interface that another process may hold.
  public static PeerCounters counters(InterfaceName name) {
    try (WgPeers peers = new WgPeers(name)) {
      return counters(peers);
    }
  }

  /// Of the one peer; none where the interface is gone or going.
  private static PeerCounters counters(WgPeers peers) {
    try {
      return peers.peers().stream().findFirst().map(PeerCounters::of).orElse(PeerCounters.NONE);
    } catch (ToolException e) {
      return PeerCounters.NONE;
    }
  }

  /// Takes the interface and everything that was added for it away; nothing happens the second
  /// time.
  @Override
  public void close() {
    StringBuilder lines = new StringBuilder();
    if (closesIpv6) {
      for (String half : IPV6_HALVES) {
        lines.append("route del unreachable %s\n".formatted(half));
      }
    }
    for (HostRoute route : kept) {
      lines.append("route del %s %s\n".formatted(route.prefix(), route.via()));
    }
    peers.close();
    // What is gone already is no error.
    attempt(List.of("ip", "link", "del", settings.name().value()), "");
    if (!lines.isEmpty()) {
      attempt(List.of("ip", "-force", "-batch", "-"), lines.toString());
    }
    closesIpv6 = false;
    kept.clear();
  }

  private static void attempt(List<String> command, String input) {
    try {
      Tool.run(command, input.getBytes(StandardCharsets.US_ASCII));
    } catch (ToolException e) {
      if (e.kind() != ToolException.Kind.FAILED) {
        throw problem(e);
      }
    }
  }
}
