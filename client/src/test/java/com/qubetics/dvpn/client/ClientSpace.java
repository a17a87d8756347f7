package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// A machine of a user, in a network namespace: one line to a router, which is this side of a veth
/// pair and has gateway, RPC endpoint, nodes and the rest of the world behind it. Needs root.
public final class ClientSpace implements AutoCloseable {
  public static final String ROUTER = "198.18.249.1";
  public static final String ROUTER6 = "2001:db8:249::1";
  public static final String MACHINE = "198.18.249.2";
  public static final String MACHINE6 = "2001:db8:249::2";

  /// Behind the router; nothing but a default route leads there.
  public static final String WORLD = "198.18.248.7";

  public static final String WORLD6 = "2001:db8:248::1";

  /// The node inside the tunnel.
  public static final String INNER = "10.78.0.1";

  public static final String INNER6 = "fd64:7670:6e00::1";
  public static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));

  /// The kill switch's.
  public static final String MARK = "0x6476706e";

  private static final long PID = ProcessHandle.current().pid();
  private static final AtomicInteger MADE = new AtomicInteger();

  /// Of this machine only: a process that holds a name or a port may outlive its interface.
  private final String own = PID + "n" + MADE.incrementAndGet();

  private final int port = 51_900 + MADE.get();
  public final String tunnel = "wgc" + own;
  public final String line = "vc" + own;
  private final String space = "dvpn-client-" + own;
  private final String nodeInterface = "wgn" + own;
  private final Path directory;
  private final TunnelKey nodeTunnelKey;
  public final FakeControlPlane fake;
  final FakeChain chain;
  private Path home;

  private ClientSpace(Path directory, String gateway) throws IOException, InterruptedException {
    this.directory = directory;
    this.home = directory.resolve("home");
    try {
      makeSpace();
      nodeTunnelKey = makeNode();
    } catch (Throwable e) {
      remove();
      throw e;
    }
    InetAddress at = InetAddress.ofLiteral(gateway);
    fake = new FakeControlPlane(at);
    chain = new FakeChain(at, fake.clients);
  }

  /// @param directory for the user's home and wallet
  public static ClientSpace in(Path directory) throws IOException, InterruptedException {
    return in(directory, ROUTER);
  }

  /// @param gateway the router's address at which gateway and RPC endpoint listen
  static ClientSpace in(Path directory, String gateway) throws IOException, InterruptedException {
    ClientSpace made = new ClientSpace(directory, gateway);
    try {
      made.fake.clients.add(made.node(NODE_KEY, INNER));
      made.logIn();
      return made;
    } catch (Throwable e) {
      made.close();
      throw e;
    }
  }

  private void makeSpace() throws IOException, InterruptedException {
    boolean root = Shell.run("ip", "netns", "add", space).exit() == 0;
    if (!root && System.getenv("CI") != null) {
      throw new IllegalStateException("network namespaces are not permitted, and CI is set");
    }
    assumeTrue(root, "network namespaces are not permitted here");
    Files.createDirectories(Path.of("/etc/netns", space));
    Files.writeString(resolvConf(), "nameserver " + ROUTER + "\n");
    must("ip", "link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", space);
    must("ip", "addr", "add", ROUTER + "/29", "dev", line);
    must("ip", "addr", "add", WORLD + "/32", "dev", line);
    must("ip", "addr", "add", ROUTER6 + "/64", "dev", line, "nodad");
    must("ip", "addr", "add", WORLD6 + "/128", "dev", line, "nodad");
    must("ip", "link", "set", line, "up");
    run("ip", "link", "set", "lo", "up");
    run("ip", "addr", "add", MACHINE + "/29", "dev", "eth0");
    run("ip", "addr", "add", MACHINE6 + "/64", "dev", "eth0", "nodad");
    // An address that is being tried out first reads differently a second later.
    run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
    run("ip", "link", "set", "eth0", "up");
    run("ip", "route", "add", "default", "via", ROUTER);
  }

  private TunnelKey makeNode() throws IOException, InterruptedException {
    must("wireguard-go", nodeInterface);
    Shell.runWithInput(
        Shell.run("wg", "genkey").text(),
        "wg",
        "set",
        nodeInterface,
        "listen-port",
        "" + port,
        "private-key",
        "/dev/stdin");
    must("ip", "addr", "add", INNER + "/32", "dev", nodeInterface);
    must("ip", "addr", "add", INNER6 + "/128", "dev", nodeInterface);
    must("ip", "link", "set", nodeInterface, "mtu", "1420", "up");
    must("ip", "route", "add", "10.78.0.2/32", "dev", nodeInterface);
    must("ip", "route", "add", "fd64:7670:6e00::a4e:2/128", "dev", nodeInterface);
    return TunnelKey.parseBase64(Shell.run("wg", "show", nodeInterface, "public-key").text());
  }

  /// A node that gives its clients a resolver and an address of each family.
  public FakeNode node(PrivateKey key, String dns) {
    return node(
        key,
        new ClientConfig(
            "10.78.0.2", "fd64:7670:6e00::a4e:2", dns, 1420, Endpoint.parse(ROUTER + ":" + port)));
  }

  /// A node that gives its clients an IPv4 address and nothing else.
  ///
  /// @param host where it is reached
  public FakeNode plainNode(PrivateKey key, String host, int at) {
    return node(key, new ClientConfig("10.78.0.2", "", "", 1420, Endpoint.parse(host + ":" + at)));
  }

  private FakeNode node(PrivateKey key, ClientConfig config) {
    return new FakeNode(key, key, nodeTunnelKey, config, this::install);
  }

  private void install(Grant grant) {
    String peer = grant.tunnelKey().toBase64();
    try {
      dropPeers();
      must(
          "wg",
          "set",
          nodeInterface,
          "peer",
          peer,
          "allowed-ips",
          "10.78.0.2/32,fd64:7670:6e00::a4e:2/128");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// From here on the node is silent.
  public void dropPeers() throws IOException, InterruptedException {
    for (String old : Shell.run("wg", "show", nodeInterface, "peers").text().split("\n")) {
      Shell.run("wg", "set", nodeInterface, "peer", old, "remove");
    }
  }

  private void logIn() {
    LoggedIn.store(Home.at(home), fake, chain);
  }

  /// Logs in, as a user does, at the gateway's name, which is known on the machine from here on.
  public void logInByName() throws IOException, InterruptedException {
    Files.writeString(hosts(), ROUTER + " " + FakeControlPlane.NAME + "\n");
    Path wallet = Files.writeString(directory.resolve("wallet"), "0x" + "11".repeat(32) + "\n");
    Shell.Result login =
        dvpn(
            "login",
            "--gateway",
            "https://" + FakeControlPlane.NAME + ":" + fake.url().getPort(),
            "--ca",
            fake.authority().toString(),
            "--rpc",
            chain.url().toString(),
            "--wallet",
            "keplr",
            "--wallet-key-file",
            wallet.toString());
    assertThat(login.exit()).as(login.text()).isZero();
  }

  /// From here on no name is known on the machine, but to resolvers.
  public void forgetNames() throws IOException {
    Files.writeString(hosts(), "");
  }

  private Path hosts() {
    return Path.of("/etc/netns", space, "hosts");
  }

  /// Runs a command of the product on the machine.
  public Shell.Result dvpn(String... arguments) throws IOException, InterruptedException {
    return run(command(List.of(), arguments).toArray(String[]::new));
  }

  /// @param before words that come before the program, such as `env PATH=…`
  public List<String> command(List<String> before, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(ClientCommand.JVM_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ClientCommand.class.getName());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--json", "--home", home.toString()));
    return command;
  }

  public String[] connecting(String... more) {
    List<String> arguments = new ArrayList<>(List.of("connect", "--near", "50.1,8.7"));
    arguments.addAll(List.of("--interface", tunnel, "--background"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  public JsonNode connected(String... more) throws IOException, InterruptedException {
    Shell.Result result = dvpn(connecting(more));
    assertThat(result.exit()).as(result.text()).isZero();
    return Json.read(result.text(), JsonNode.class);
  }

  public void disconnect() throws IOException, InterruptedException {
    Shell.Result result = dvpn("disconnect", "--interface", tunnel);
    assertThat(result.exit()).as(result.text()).isZero();
  }

  public JsonNode state() throws IOException {
    return Json.read(Files.readString(home.resolve("connection.json")), JsonNode.class);
  }

  /// From here on the user's files are there.
  void move(Path home) {
    this.home = home;
  }

  /// Runs a program on the machine.
  public Shell.Result run(String... command) throws IOException, InterruptedException {
    return Shell.inSpace(space, command);
  }

  private static void must(String... command) throws IOException, InterruptedException {
    Shell.Result result = Shell.run(command);
    assertThat(result.exit()).as("%s: %s", List.of(command), result.text()).isZero();
  }

  /// Whether TCP to a port that nobody has there is answered (by a reset) within two seconds.
  public boolean reaches(String host) throws IOException, InterruptedException {
    String connect = "exec 3<>/dev/tcp/" + host + "/9";
    return run("timeout", "2", "bash", "-c", connect).text().contains("Connection refused");
  }

  public Path resolvConf() {
    return Path.of("/etc/netns", space, "resolv.conf");
  }

  /// All that a connection may change, by name.
  public Map<String, String> host() throws IOException, InterruptedException {
    Map<String, String> host = new TreeMap<>();
    for (String command :
        List.of(
            "ip -o addr show",
            "ip rule",
            "ip -6 rule",
            "ip route show table all",
            "nft list ruleset",
            "cat /proc/sys/net/ipv4/conf/all/src_valid_mark",
            "cat /etc/resolv.conf")) {
      host.put(command, run(command.split(" ")).text());
    }
    return host;
  }

  public String space() {
    return space;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    dvpn("disconnect", "--interface", tunnel);
    fake.close();
    chain.close();
    remove();
  }

  private void remove() throws IOException, InterruptedException {
    Shell.run("ip", "link", "del", nodeInterface);
    Shell.run("ip", "link", "del", line);
    Shell.run("ip", "netns", "del", space);
    Files.deleteIfExists(hosts());
    Files.deleteIfExists(resolvConf());
    Files.deleteIfExists(resolvConf().getParent());
  }
}
