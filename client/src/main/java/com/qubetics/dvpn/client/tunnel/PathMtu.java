package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How large a packet the way to the node and back carries, found by sending whole packets through
/// the tunnel: no ICMP of the network outside is needed, and each echo proves both directions.
///
/// How it works, and why. Sizes that lines really have are sent at once and the largest that came
/// back is taken; those above it are sent a second time, since a packet may be lost. The first step
/// down is what this machine's own line carries: an IP line of 1400 bytes leaves 1340 (IPv4: 20, 8
/// and 32 bytes of headers) or 1320 (IPv6: 40) for the tunnel. WireGuard fills packets up to 16
/// bytes, each end up to its own interface's MTU: 1340 from the other end would be 1344 and lost,
/// so 1328 it is.
final class PathMtu {
  private static final int OVER_IPV4 = 60;
  private static final int OVER_IPV6 = 80;

  private static final int FILLING = 16;

  /// What an IPv6 line carries at least.
  private static final int LEAST_LINE = 1280;

  /// Ethernet, PPPoE, PPPoE over IPv6, LTE and other tunnels, and what must always work.
  private static final int[] LINES = {9000, 4000, 1500, 1492, 1480, 1460, 1440, 1400, 1360, 1320};

  private static final Duration FIRST = Duration.ofMillis(900);
  private static final Duration REST = Duration.ofMillis(250);
  private static final int ROUNDS = 2;

  private PathMtu() {}

  /// The largest that came back.
  ///
  /// @param most what the node and this machine's line allow
  static int of(TunnelEcho echo, Endpoint endpoint, int most) {
    int found = filled(LEAST_LINE, endpoint);
    for (int round = 0; round < ROUNDS && found < most; round++) {
      int above = found;
      List<Integer> sizes = sizes(endpoint, most).stream().filter(size -> size > above).toList();
      Set<Integer> back = echo.answered(sizes, FIRST, REST);
      found = back.stream().max(Integer::compare).orElse(found);
    }
    return found;
  }

  static List<Integer> sizes(Endpoint endpoint, int most) {
    int least = filled(LEAST_LINE, endpoint);
    return Stream.concat(
            Stream.of(most, 1280), IntStream.of(LINES).map(line -> filled(line, endpoint)).boxed())
        .filter(size -> size <= most && size > least)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /// What a line leaves, as far as no end fills it up to more.
  private static int filled(int line, Endpoint endpoint) {
    return (line - overhead(endpoint)) / FILLING * FILLING;
  }

  private static int overhead(Endpoint endpoint) {
    return endpoint.address() instanceof Inet6Address ? OVER_IPV6 : OVER_IPV4;
  }

  /// What this machine's line to the node leaves for the tunnel; `most` where that is not known.
  /// The answer is a hint: what the path carries is found by sending.
  static int ofLine(Endpoint endpoint, int most) {
    return way(endpoint)
        .map(json -> lineMtu(json, most + overhead(endpoint)) - overhead(endpoint))
        .map(mtu -> Math.clamp(mtu, filled(LEAST_LINE, endpoint), most))
        .orElse(most);
  }

  /// Whether this machine has a route for the tunnel's own packets to the node.
  static boolean hasWay(Endpoint endpoint) {
    return way(endpoint).isPresent();
  }

  private static Optional<String> way(Endpoint endpoint) {
    String host = endpoint.address().getHostAddress();
    String mark = Integer.toString(KillSwitch.MARK);
    return Tool.ask(List.of("ip", "-json", "route", "get", host, "mark", mark));
  }

  private static int lineMtu(String json, int usual) {
    try {
      JsonNode route = JsonMapper.shared().readTree(json).path(0);
      NetworkInterface device = NetworkInterface.getByName(route.path("dev").asString("lo"));
      int line = device == null ? usual : device.getMTU();
      int learned = route.path("metrics").path(0).path("mtu").asInt(line);
      return Math.min(line, learned);
    } catch (JacksonException | IOException e) {
      return usual;
    }
  }
}
