package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.command.NodeCommand;
import com.qubetics.dvpn.agent.dns.Upstream;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import com.qubetics.dvpn.controlplane.AgentCalls;
import com.qubetics.dvpn.controlplane.DesiredPeers;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.wireguard.PeerState;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgInterface;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// The agent as a process on a host of its own, a client of it with real WireGuard, and a world
/// with the gateway and a server that never stops sending; each in a namespace.
final class AgentHost implements AutoCloseable {
  /// An emulated machine gets more time for everything.
  static final int SLOW = Integer.getInteger("dvpn.slow", 1);

  /// `dvpn-node` of the classes under test, before its arguments.
  static final List<String> PROGRAM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx64m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "-cp",
          System.getProperty("java.class.path"),
          NodeCommand.class.getName());

  static final String HOST = "host";
  static final String WORLD = "world";
  static final String CLIENT = "client";
  static final String CLIENT_ADDRESS = "10.77.0.2";

  /// The client's own address in the outer world.
  static final String CLIENT_OUTSIDE = "203.0.114.222";

  static final String GATEWAY_ADDRESS = "203.0.113.2";
  static final String INTERNET = "192.0.2.80";

  /// What the path's packet asks: nothing listens there, and a refusal will do.
  static final String ECHO = "192.0.2.81";

  /// Nothing is there.
  static final Upstream SILENT_RESOLVER = Upstream.parse("192.0.2.54");

  /// What [#answerNames] starts.
  static final Upstream RESOLVER = Upstream.parse("192.0.2.53");

  static final String ENDPOINT = "203.0.113.1:51820";
  private static final String ID = Long.toString(ProcessHandle.current().pid() % 100_000, 36);
  static final String TUNNEL = "wgh" + ID;
  static final String CLIENT_TUNNEL = "wgd" + ID;

  final Namespaces namespaces = Namespaces.permitted(HOST, WORLD, CLIENT);
  final FakeControlPlane controlPlane;

  /// What the agent asks of it.
  final AgentCalls gateway;

  /// What it wants of the agent.
  final DesiredPeers peers;

  final Home home;
  final Client client;
  private final Path folder;
  private final TunnelSecret clientTunnel = TunnelSecret.random(new SecureRandom());
  private final WgInterface clientWireGuard =
      new WgInterface(
          new InterfaceName(CLIENT_TUNNEL), clientTunnel, 0, SmallNetwork.TUNNEL_NETWORK);
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> program;
  private final AtomicLong downloaded = new AtomicLong();
  private ServerSocket web;
  private Process agent;
  private Process names;

  /// An agent of the classes under test.
  AgentHost(Path folder, Map<String, String> environment) throws Exception {
    this(folder, environment, PROGRAM);
  }

  /// @param program `dvpn-node`, before its arguments
  AgentHost(Path folder, Map<String, String> environment, List<String> program) throws Exception {
    this.folder = folder;
    this.program = program;
    this.home = new Home(folder.resolve("home"));
    this.environment.putAll(environment);
    namespaces.join(HOST, "eth0", "203.0.113.1/24", WORLD, "eth0", GATEWAY_ADDRESS + "/24");
    namespaces.join(HOST, "eth1", "203.0.114.1/24", CLIENT, "eth0", CLIENT_OUTSIDE + "/24");
    run(HOST, "ip route add default via " + GATEWAY_ADDRESS);
    run(WORLD, "ip address add " + INTERNET + "/32 dev lo");
    run(WORLD, "ip address add " + ECHO + "/32 dev lo");
    run(HOST, "ip -6 address add 2001:db8:5::1/64 dev eth0 nodad");
    run(WORLD, "ip -6 address add 2001:db8:5::80/64 dev eth0 nodad");
    run(WORLD, "ip -6 address add " + SmallNetwork.INTERNET_6 + "/128 dev lo");
    run(HOST, "ip -6 route add default via 2001:db8:5::80 dev eth0");
    run(WORLD, "ip address add " + RESOLVER + "/32 dev lo");
    InetAddress address = InetAddress.ofLiteral(GATEWAY_ADDRESS);
    controlPlane = namespaces.in(WORLD, () -> new FakeControlPlane(address));
    gateway = controlPlane.agents;
    peers = gateway.peers;
    setUp();
    client = client(clientTunnel, CLIENT_ADDRESS);
    bringClientUp();
    serve();
  }

  private void setUp() throws IOException {
    AgentSettings settings =
        new AgentSettings(
            controlPlane.url().toString(),
            controlPlane.authority().toString(),
            new Account(PrivateKey.random(new SecureRandom()).address()),
            Endpoint.parse(ENDPOINT),
            Place.parse("Frankfurt,DE,50.11,8.68"),
            new InterfaceName("eth0"),
            new InterfaceName(TUNNEL),
            SmallNetwork.TUNNEL_NETWORK,
            null,
            List.of(SILENT_RESOLVER, RESOLVER),
            List.of(),
            10,
            1000,
            null,
            ECHO + ":443",
            null,
            SmallNetwork.TUNNEL_NETWORK_6);
    home.makeKeys(settings, new SecureRandom());
    GrantJournal.create(home.journalFile());
    home.write(home.settingsFile(), settings);
    home.write(home.networkFile(), FakeControlPlane.NETWORK);
  }

  Client client(TunnelSecret tunnel, String address) throws IOException {
    long now = Clock.systemUTC().instant().getEpochSecond();
    return Client.of(
        home.network().domain(),
        new NodeId(home.nodeKey().address()),
        tunnel.publicKey(),
        address,
        1L << 40,
        now - 5,
        now + 3600);
  }

  private void bringClientUp() throws Exception {
    Path key = folder.resolve("client.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] secret = HexFormat.of().parseHex(clientTunnel.toHex().substring(2));
    Files.writeString(key, Base64.getEncoder().encodeToString(secret));
    try {
      run(CLIENT, "ip link add dev " + CLIENT_TUNNEL + " type wireguard");
    } catch (ToolException kernelHasNone) {
      run(CLIENT, "setsid wireguard-go " + CLIENT_TUNNEL);
    }
    run(CLIENT, "ip route add 203.0.113.1/32 via 203.0.114.1");
    run(
        CLIENT,
        "wg set %s private-key %s peer %s endpoint %s allowed-ips 0.0.0.0/0"
            .formatted(CLIENT_TUNNEL, key, home.tunnelKey().publicKey().toBase64(), ENDPOINT));
    run(CLIENT, "ip address add " + CLIENT_ADDRESS + "/32 dev " + CLIENT_TUNNEL);
    run(CLIENT, "ip link set dev " + CLIENT_TUNNEL + " mtu 1420 up");
    run(CLIENT, "ip route add default dev " + CLIENT_TUNNEL);
  }

  private void serve() throws Exception {
    web = namespaces.in(WORLD, () -> new ServerSocket(8080, 10, InetAddress.ofLiteral(INTERNET)));
    Thread.ofPlatform().daemon().start(this::send);
  }

  /// About 20 MB/s to whoever connects, for as long as it stays.
  private void send() {
    while (!web.isClosed()) {
      try {
        Socket socket = web.accept();
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try (socket) {
                    while (!web.isClosed()) {
                      socket.getOutputStream().write(new byte[200_000]);
                      Thread.sleep(10);
                    }
                  } catch (IOException | InterruptedException e) {
                    // The client went away, or the test is over.
                  }
                });
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  /// Starts the resolver of the world, Debian's dnsmasq: every name has the address 192.0.2.99, and
  /// `big.example` a text of 4,000 bytes.
  void answerNames() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--pid-file="));
    command.addAll(List.of("--no-resolv", "--no-hosts", "--user=root", "--bind-interfaces"));
    command.addAll(List.of("--listen-address=" + RESOLVER, "--address=/#/192.0.2.99"));
    command.add("--txt-record=big.example" + ("," + "x".repeat(200)).repeat(20));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("names.log").toFile());
    names = namespaces.in(WORLD, builder::start);
  }

  /// Downloads from here on, with a new connection whenever one stalls for two seconds.
  void download() throws Exception {
    namespaces.in(
        CLIENT,
        () -> {
          // A thread keeps the namespace of the one that starts it.
          Thread.ofPlatform().daemon().start(this::receive);
          return true;
        });
  }

  private void receive() {
    while (!web.isClosed()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(INTERNET, 8080), 1000);
        socket.setSoTimeout(2000);
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          downloaded.addAndGet(read);
        }
      } catch (IOException e) {
        // Nothing passes at present.
      }
    }
  }

  long downloaded() {
    return downloaded.get();
  }

  void startAgent() throws Exception {
    agent = startAgent(home, log());
  }

  /// An agent of a folder on this host.
  Process startAgent(Home of, Path log) throws Exception {
    ProcessBuilder builder = command(of, "run").redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return namespaces.in(HOST, builder::start);
  }

  /// What a command beside the agent prints.
  String say(String... arguments) throws Exception {
    return say(0, arguments);
  }

  /// What a command prints that finds an error.
  String sayAnyway(String... arguments) throws Exception {
    return say(1, arguments);
  }

  /// What a command prints, on both outputs, whatever comes of it.
  String sayAll(String... arguments) throws Exception {
    Process process =
        namespaces.in(HOST, command(home, arguments).redirectErrorStream(true)::start);
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String say(int exitCode, String... arguments) throws Exception {
    Process process =
        namespaces.in(
            HOST, command(home, arguments).redirectError(ProcessBuilder.Redirect.INHERIT)::start);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != exitCode) {
      throw new AssertionError("%s: exit code %s".formatted(arguments[0], process.exitValue()));
    }
    return said;
  }

  private ProcessBuilder command(Home of, String... arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(Home.VARIABLE, of.folder().toString());
    builder.environment().put("DVPN_AGENT_LEASE_SECONDS", "" + 3 * SLOW);
    builder.environment().putAll(environment);
    return builder;
  }

  Path log() {
    return folder.resolve("agent.log");
  }

  Process agent() {
    return agent;
  }

  /// As `kill -9` does.
  void killAgent() throws InterruptedException {
    agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  /// As systemd does.
  ///
  /// @return whether it ended by itself
  boolean stopAgent() throws InterruptedException {
    agent.destroy();
    return agent.waitFor(5L * SLOW, TimeUnit.SECONDS);
  }

  /// Bytes as the client's WireGuard counts them: received, sent.
  long[] seen() {
    try {
      PeerState node = namespaces.in(CLIENT, clientWireGuard::peers).getFirst();
      return new long[] {node.rxBytes(), node.txBytes()};
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  boolean serves(String address) {
    try {
      return run(HOST, "nft list set inet dvpn_" + TUNNEL + " lease")
          .contains(SmallNetwork.listed(address) + " ");
    } catch (Exception e) {
      return false;
    }
  }

  /// Whether an address is slowed.
  boolean limits(String address) {
    try {
      return run(HOST, "nft list set inet dvpn_" + TUNNEL + " slow")
          .contains(SmallNetwork.listed(address) + " ");
    } catch (Exception e) {
      return false;
    }
  }

  boolean holdsPeer(Client wished) {
    try {
      return run(HOST, "wg show " + TUNNEL + " peers").contains(wished.tunnelKey().toBase64());
    } catch (Exception e) {
      return false;
    }
  }

  String run(String namespace, String command) throws Exception {
    return namespaces.in(namespace, () -> Tool.run(List.of(command.split(" "))));
  }

  /// Waits for a condition; an emulated machine gets more than these seconds.
  ///
  /// @return after how many milliseconds it held
  static long await(String what, long seconds, BooleanSupplier condition)
      throws InterruptedException {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(seconds * SLOW)) {
        throw new AssertionError(what + ": not within " + seconds * SLOW + " s");
      }
      Thread.sleep(50);
    }
    return (System.nanoTime() - began) / 1_000_000;
  }

  @Override
  public void close() throws Exception {
    try {
      web.close();
      if (names != null) {
        names.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      if (agent != null) {
        killAgent();
      }
      controlPlane.close();
      run(CLIENT, "ip link delete dev " + CLIENT_TUNNEL);
      run(HOST, "ip link delete dev " + TUNNEL);
    } catch (ToolException e) {
      System.err.println("a tunnel was not there: " + e.getMessage());
    } finally {
      namespaces.close();
    }
  }
}
