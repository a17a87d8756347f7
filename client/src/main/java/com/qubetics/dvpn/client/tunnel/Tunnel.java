package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
  private static final Path SOCKETS = Path.of("/var/run/wireguard");
  private static final int MAX_SOCKET_ANSWER = 64 << 10;

  /// Win over a default route without replacing it, as TunnelSettings.EVERYTHING does for IPv4.
  private static final List<String> IPV6_HALVES = List.of("::/1", "8000::/1");

  private final TunnelSettings settings;
  private final List<Route> kept = new ArrayList<>();
  private @Nullable TunnelKey peer;
  private @Nullable String address;
  private boolean closesIpv6;

  private Tunnel(TunnelSettings settings) {
    this.settings = settings;
  }

  /// Makes the interface, down and without keys.
  ///
  /// @throws ProblemException INTERFACE_EXISTS, TOOL_MISSING or TOOL_FAILED
  public static Tunnel create(TunnelSettings settings) {
    String name = settings.name().value();
    if (exists(name)) {
      throw new ProblemException(0, "INTERFACE_EXISTS", "there is an interface " + name);
    }
    boolean inKernel =
        !settings.userspace() && Tool.run("ip", "link", "add", name, "type", "wireguard").ok();
    if (!inKernel) {
      Tool.require(new byte[0], List.of("wireguard-go", name));
    }
    return new Tunnel(settings);
  }

  private static boolean exists(String name) {
    try {
      return NetworkInterface.getByName(name) != null;
    } catch (SocketException e) {
      throw new ProblemException(0, "TOOL_FAILED", "cannot list this machine's interfaces");
    }
  }

  /// Takes over what a client that died has left behind, so that it can be closed.
  public static Tunnel adopt(TunnelSettings settings, List<Route> kept, boolean closesIpv6) {
    Tunnel tunnel = new Tunnel(settings);
    tunnel.kept.addAll(kept);
    tunnel.closesIpv6 = closesIpv6;
    return tunnel;
  }

  /// Keeps the route to a host outside of the tunnel, in either family, where the tunnel's routes
  /// or its guard would take it away: gateway, RPC endpoint, node. Also while the tunnel stands.
  public void keepRouteTo(InetAddress host) {
    boolean known = kept.stream().anyMatch(route -> route.host().equals(Route.literal(host)));
    if (!known && settings.captures(host)) {
      Route.to(host, settings.name()).ifPresent(kept::add);
    }
  }

  /// Points the interface at a session's node; the handshake starts at once. The node's key comes
  /// last, so that whatever comes back from it came by the routes and past the guard that stay.
  public void configure(TunnelKeyPair keys, TunnelKey node, ClientConfig config) {
    keepRouteTo(config.endpoint().address());
    boolean closes = settings.takesEverything() && (closesIpv6 || hasIpv6Default());
    // Before it stands: what a batch that fails has done is taken back too.
    closesIpv6 = closes;
    Tool.require(
        batch(config, closes).getBytes(StandardCharsets.US_ASCII), List.of("ip", "-batch", "-"));
    address = config.address();
    List<String> wg =
        new ArrayList<>(List.of("wg", "set", settings.name().value(), "private-key", "/dev/stdin"));
    if (peer != null) {
      wg.addAll(List.of("peer", peer.toBase64(), "remove"));
    }
    wg.addAll(List.of("peer", node.toBase64(), "endpoint", config.endpoint().toString()));
    wg.addAll(List.of("persistent-keepalive", Integer.toString(KEEPALIVE_SECONDS)));
    wg.addAll(List.of("allowed-ips", "0.0.0.0/0"));
    Tool.require(keys.secretBase64(), wg);
    peer = node;
  }

  /// The commands of one `ip -batch`: routes beside the tunnel come before the guard and those into
  /// it, the new address before the old one goes, so that nothing leaks between two sessions.
  ///
  /// @param closes whether IPv6, which the tunnel does not carry and which would show the user's
  ///   address, is closed
  private String batch(ClientConfig config, boolean closes) {
    String name = settings.name().value();
    StringBuilder lines = new StringBuilder();
    for (Route route : kept) {
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
    lines.append("link set dev %s mtu %d up\n".formatted(name, config.mtu()));
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

  public List<Route> keptRoutes() {
    return List.copyOf(kept);
  }

  public boolean closesIpv6() {
    return closesIpv6;
  }

  public PeerCounters counters() {
    return counters(settings.name());
  }

  /// Reads the counters from wireguard-go's socket (a tenth of a millisecond), else by `wg`.
  public static PeerCounters counters(InterfaceName name) {
    Path socket = SOCKETS.resolve(name + ".sock");
    if (Files.exists(socket)) {
      try {
        return PeerCounters.parseSocket(ask(socket));
      } catch (IOException e) {
        // The process is gone or going; wg says the rest.
      }
    }
    Tool.Result dump = Tool.run("wg", "show", name.value(), "dump");
    return dump.ok() ? PeerCounters.parseDump(dump.out()) : PeerCounters.NONE;
  }

  private static String ask(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap("get=1\n\n".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(MAX_SOCKET_ANSWER);
      // The answer ends with an empty line; the connection stays open.
      boolean open = true;
      while (open && answer.hasRemaining() && !endsEmpty(answer)) {
        open = channel.read(answer) >= 0;
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  private static boolean endsEmpty(ByteBuffer answer) {
    int end = answer.position();
    return end >= 2 && answer.get(end - 1) == '\n' && answer.get(end - 2) == '\n';
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
    for (Route route : kept) {
      lines.append("route del %s %s\n".formatted(route.prefix(), route.via()));
    }
    Tool.run("ip", "link", "del", settings.name().value());
    if (!lines.isEmpty()) {
      Tool.run(
          lines.toString().getBytes(StandardCharsets.US_ASCII),
          List.of("ip", "-force", "-batch", "-"));
    }
    closesIpv6 = false;
    kept.clear();
  }
}
