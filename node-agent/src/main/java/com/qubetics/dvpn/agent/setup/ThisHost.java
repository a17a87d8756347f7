package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.firewall.Flowtables;
import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.foreign.Barrier;
import com.qubetics.dvpn.agent.foreign.Barriers;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.host.Ipv6Egress;
import com.qubetics.dvpn.agent.host.KernelFile;
import com.qubetics.dvpn.agent.overlap.TakenNetwork;
import com.qubetics.dvpn.agent.overlap.TakenNetworks;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Nft;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The host and network namespace that this process runs in.
final class ThisHost implements HostProbe {
  private static final int BLOCK = 4096;

  private static final int SMALL_PACKET = 100;
  private static final int HEADERS = 28;

  /// Of the thread, whose network namespace may be another than the process's first one's.
  private static final Path ROUTES = Path.of("/proc/thread-self/net/route");

  private static final Path CONNECTION_TRACKING = Path.of("/proc/sys/net/netfilter");

  /// An address in either half of the internet, since two routes of half of it each are a usual way
  /// to take over a default route. Nothing is sent there.
  private static final List<TunnelAddress> OUTSIDE =
      List.of(TunnelAddress.parse("1.0.0.1"), TunnelAddress.parse("192.0.2.1"));

  /// Interface, destination, flags, metric, mask.
  private static final Pattern ROUTE =
      Pattern.compile(
          "^(\\S{1,15})\\t([0-9A-F]{8})\\t[0-9A-F]{8}\\t([0-9A-F]{4})\\t"
              + "[0-9]+\\t[0-9]+\\t([0-9]{1,10})\\t([0-9A-F]{8})\\t",
          Pattern.MULTILINE);

  private static final int UP = 0x1;

  private static final Pattern DEFAULT_ROUTE =
      Pattern.compile("^default .*\\bdev ([^ ]+)", Pattern.MULTILINE);

  private static final Pattern TOTAL_MEMORY =
      Pattern.compile("^MemTotal: +([0-9]{1,15}) kB$", Pattern.MULTILINE);

  /// The interface of the IPv4 default route.
  static Optional<String> defaultInterface() {
    return Tool.ask(List.of("ip", "-4", "route", "show", "default"))
        .flatMap(ThisHost::defaultInterface);
  }

  /// @param routes as `ip route show` lists them
  static Optional<String> defaultInterface(String routes) {
    Matcher route = DEFAULT_ROUTE.matcher(routes);
    return route.find() ? Optional.of(route.group(1)) : Optional.empty();
  }

  @Override
  public boolean hasTool(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  @Override
  public boolean hasInterface(InterfaceName name) {
    try {
      return NetworkInterface.getByName(name.value()) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public boolean isUp(InterfaceName name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name.value());
      return found != null && found.isUp();
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public List<InetAddress> addresses(InterfaceName name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name.value());
      return found == null ? List.of() : found.inetAddresses().toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  /// The main table answers for nearly every host. Where it does not, the provider may route the
  /// tunnel by rules of his own, and the kernel is asked as for a peer's packet.
  @Override
  public boolean leadsOut(InterfaceName egress, InterfaceName tunnel, Cidr network) {
    String main = text(ROUTES);
    if (OUTSIDE.stream().allMatch(to -> route(main, to).equals(Optional.of(egress.value())))) {
      return true;
    }
    return OUTSIDE.stream().allMatch(to -> leadsPeersOut(to, egress, tunnel, network));
  }

  private static boolean leadsPeersOut(
      TunnelAddress to, InterfaceName egress, InterfaceName tunnel, Cidr network) {
    String peer = new TunnelAddress(network.gateway().bits() + 1).toString();
    return Tool.ask(
            List.of("ip", "-4", "route", "get", to.toString(), "from", peer, "iif", tunnel.value()))
        .filter(route -> route.contains(" dev " + egress + " "))
        .isPresent();
  }

  /// The interface by which the main table sends to an address: of the longest prefix, the lowest
  /// metric; `*` where it refuses.
  ///
  /// @param table as /proc/net/route lists it, addresses in the host's byte order
  static Optional<String> route(String table, TunnelAddress to) {
    return ROUTE
        .matcher(table)
        .results()
        .filter(route -> (Integer.parseInt(route.group(3), 16) & UP) != 0)
        .filter(route -> (to.bits() & address(route.group(5))) == address(route.group(2)))
        .min(
            Comparator.<MatchResult>comparingInt(
                    route -> -Integer.bitCount(address(route.group(5))))
                .thenComparingLong(route -> Long.parseLong(route.group(4))))
        .map(route -> route.group(1));
  }

  private static int address(String hex) {
    int bits = Integer.parseUnsignedInt(hex, 16);
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(bits) : bits;
  }

  @Override
  public OptionalInt mtu(InterfaceName name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name.value());
      return found == null ? OptionalInt.empty() : OptionalInt.of(found.getMTU());
    } catch (SocketException e) {
      return OptionalInt.empty();
    }
  }

  @Override
  public List<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  @Override
  public boolean isFree(int udpPort) {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(new InetSocketAddress(udpPort));
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public List<String> wireGuardOn(int udpPort) {
    String ports = Tool.ask(List.of("wg", "show", "all", "listen-port")).orElse("");
    return listeningOn(udpPort, ports).stream()
        // The sockets of a wireguard-go are seen from other network namespaces as well.
        .filter(name -> hasInterface(new InterfaceName(name)))
        .toList();
  }

  /// @param ports as `wg show all listen-port` lists them: a name, a tab, a port
  static List<String> listeningOn(int udpPort, String ports) {
    return ports
        .lines()
        .map(line -> line.split("\t"))
        .filter(parts -> parts.length == 2 && parts[1].equals(Integer.toString(udpPort)))
        .map(parts -> parts[0])
        .toList();
  }

  @Override
  public boolean hasKernelWireGuard() {
    return Files.exists(Path.of("/sys/module/wireguard"))
        || Tool.succeeds(List.of("modprobe", "--dry-run", "--quiet", "wireguard"));
  }

  @Override
  public Optional<String> refusal(String rules) {
    try {
      Nft.check(rules);
      return Optional.empty();
    } catch (ToolException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public ForeignRules foreignRules(AgentSettings settings) {
    Barriers rules =
        new Barriers(
            settings.interfaceName(),
            settings.egressInterface(),
            NftFirewall.table(settings.interfaceName()));
    List<Barrier> barriers = rules.find();
    return new ForeignRules(barriers, rules.openings(barriers));
  }

  @Override
  public boolean forwardsIpv4() {
    return text(Path.of("/proc/sys/net/ipv4/ip_forward")).equals("1");
  }

  @Override
  public boolean forwardsIpv4(InterfaceName from) {
    return text(Path.of("/proc/sys/net/ipv4/conf", from.value(), "forwarding")).equals("1");
  }

  @Override
  public OptionalLong mostConnections() {
    String most = text(CONNECTION_TRACKING.resolve("nf_conntrack_max"));
    return most.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(most));
  }

  @Override
  public long connections() {
    String held = text(CONNECTION_TRACKING.resolve("nf_conntrack_count"));
    return held.isEmpty() ? 0 : Long.parseLong(held);
  }

  @Override
  public List<String> flowtables(InterfaceName name) {
    try {
      return Flowtables.holding(name);
    } catch (IOException notReadable) {
      // Then the agent can't read its own rules either, and says so.
      return List.of();
    }
  }

  @Override
  public boolean hasIpv6Route(InterfaceName egress) {
    return Ipv6Egress.leadsOut(egress);
  }

  @Override
  public Optional<Boolean> passesUnbroken(InetAddress to, int bytes) {
    if (!pings(to, SMALL_PACKET)) {
      return Optional.empty();
    }
    return Optional.of(pings(to, bytes));
  }

  private static boolean pings(InetAddress to, int bytes) {
    String size = Integer.toString(bytes - HEADERS);
    return Tool.succeeds(
        List.of(
            "ping",
            "-n",
            "-q",
            "-M",
            "do",
            "-c",
            "2",
            "-i",
            "0.2",
            "-W",
            "1",
            "-s",
            size,
            to.getHostAddress()));
  }

  @Override
  public TakenNetworks taken(InterfaceName tunnel) {
    return TakenNetworks.ofThisHost(tunnel);
  }

  @Override
  public TakenNetworks routed(InterfaceName tunnel) {
    return routed(text(ROUTES), tunnel);
  }

  /// @param table as /proc/net/route lists it
  static TakenNetworks routed(String table, InterfaceName tunnel) {
    return new TakenNetworks(
        ROUTE
            .matcher(table)
            .results()
            .filter(route -> (Integer.parseInt(route.group(3), 16) & UP) != 0)
            .filter(route -> !route.group(1).equals(tunnel.value()))
            // What is larger is a way to everything.
            .filter(route -> Integer.bitCount(address(route.group(5))) >= 8)
            .map(
                route ->
                    new TakenNetwork(
                        Cidr.around(
                            new TunnelAddress(address(route.group(2))),
                            Integer.bitCount(address(route.group(5)))),
                        "route by " + route.group(1),
                        true))
            .toList());
  }

  @Override
  public long freeBytes(Path folder) {
    return folder.toFile().getUsableSpace();
  }

  @Override
  public Duration syncTime(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "check", ".tmp");
    try {
      long began = System.nanoTime();
      Files.write(file, new byte[BLOCK], StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      return Duration.ofNanos(System.nanoTime() - began);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public long memoryBytes() {
    return totalMemory(text(Path.of("/proc/meminfo")));
  }

  /// @return bytes; 0 if it is not told
  static long totalMemory(String meminfo) {
    Matcher total = TOTAL_MEMORY.matcher(meminfo);
    return total.find() ? Long.parseLong(total.group(1)) << 10 : 0;
  }

  @Override
  public int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// Empty if there is no such file.
  private static String text(Path file) {
    try {
      return KernelFile.text(file);
    } catch (IOException e) {
      return "";
    }
  }
}
