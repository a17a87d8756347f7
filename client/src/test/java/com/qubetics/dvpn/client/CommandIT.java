package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.qubetics.dvpn.controlplane.ClientCalls;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The command as a user runs it, in a network namespace whose whole traffic it takes into the
/// tunnel; gateway and node are on this side of the veth pair. Needs root.
class CommandIT {
  private static final String SPACE = "dvpn-command-it";
  private static final String NODE_INTERFACE = "wgn-commandit";

  /// Of this run only: the socket of an interface outlives a killed run in its lost namespace.
  private static final String OWN_INTERFACE = "wgc-" + ProcessHandle.current().pid();

  /// The kill switch's.
  private static final String MARK = "0x6476706e";

  private static final String HERE = "198.18.251.1";
  private static final String HERE6 = "2001:db8:251::1";

  /// Addresses of the node that only a default route leads to.
  private static final String FAR = "198.18.252.1";

  private static final String FAR6 = "2001:db8:252::1";
  private static final int PORT = 51998;
  private static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));
  private static final PrivateKey OTHER_KEY = PrivateKey.parse("0x" + "55".repeat(32));

  private static TunnelKey nodeTunnelKey = TunnelKey.parse("0x" + "aa".repeat(32));

  private FakeControlPlane fake;
  private FakeChain chain;
  @TempDir private Path directory;

  @BeforeAll
  static void makeSpace() throws IOException, InterruptedException {
    // What a test run that was killed has left behind.
    removeSpace();
    boolean root = Shell.run("ip", "netns", "add", SPACE).exit() == 0;
    if (!root && System.getenv("CI") != null) {
      throw new IllegalStateException("network namespaces are not permitted, and CI is set");
    }
    assumeTrue(root, "network namespaces are not permitted here");
    Shell.run(
        "ip", "link", "add", "veth-cmdit", "type", "veth", "peer", "name", "eth0", "netns", SPACE);
    Shell.run("ip", "addr", "add", HERE + "/30", "dev", "veth-cmdit");
    Shell.run("ip", "addr", "add", FAR + "/32", "dev", "veth-cmdit");
    Shell.run("ip", "addr", "add", HERE6 + "/64", "dev", "veth-cmdit", "nodad");
    Shell.run("ip", "addr", "add", FAR6 + "/128", "dev", "veth-cmdit", "nodad");
    Shell.run("ip", "link", "set", "veth-cmdit", "up");
    Shell.inSpace(SPACE, "ip", "link", "set", "lo", "up");
    Shell.inSpace(SPACE, "ip", "addr", "add", "198.18.251.2/30", "dev", "eth0");
    Shell.inSpace(SPACE, "ip", "link", "set", "eth0", "up");
    Shell.inSpace(SPACE, "ip", "addr", "add", "2001:db8:251::2/64", "dev", "eth0", "nodad");
    Shell.inSpace(SPACE, "ip", "route", "add", "default", "via", HERE);
    Shell.inSpace(SPACE, "ip", "route", "add", "default", "via", HERE6);
    Shell.run("wireguard-go", NODE_INTERFACE);
    String key = Shell.run("wg", "genkey").text();
    Shell.runWithInput(
        key, "wg", "set", NODE_INTERFACE, "listen-port", "51998", "private-key", "/dev/stdin");
    nodeTunnelKey =
        TunnelKey.parseBase64(Shell.run("wg", "show", NODE_INTERFACE, "public-key").text());
    Shell.run("ip", "addr", "add", "10.77.0.1/32", "dev", NODE_INTERFACE);
    Shell.run("ip", "link", "set", NODE_INTERFACE, "up");
    Shell.run("ip", "route", "add", "10.77.0.2/32", "dev", NODE_INTERFACE);
  }

  @AfterAll
  static void removeSpace() throws IOException, InterruptedException {
    Shell.run("ip", "link", "del", NODE_INTERFACE);
    Shell.run("ip", "link", "del", "veth-cmdit");
    Shell.run("ip", "netns", "del", SPACE);
  }

  @BeforeEach
  void logIn() throws IOException, InterruptedException {
    logIn(HERE);
  }

  private static FakeNode node(PrivateKey key, String endpoint) {
    return new FakeNode(key, key, nodeTunnelKey, Endpoint.parse(endpoint), CommandIT::install);
  }

  private void logIn(String gateway) throws IOException, InterruptedException {
    fake = new FakeControlPlane(InetAddress.ofLiteral(gateway));
    chain = new FakeChain(InetAddress.ofLiteral(gateway), fake.clients);
    fake.clients.add(node(NODE_KEY, HERE + ":" + PORT));
    Path wallet = Files.writeString(directory.resolve("wallet"), "0x" + "11".repeat(32) + "\n");
    Shell.Result login =
        dvpn(
            "login",
            "--gateway",
            fake.url().toString(),
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

  @AfterEach
  void close() throws IOException, InterruptedException {
    dvpn("disconnect", "--interface", OWN_INTERFACE);
    fake.close();
    chain.close();
  }

  private static void install(Grant grant) {
    try {
      for (String peer : Shell.run("wg", "show", NODE_INTERFACE, "peers").text().split("\n")) {
        Shell.run("wg", "set", NODE_INTERFACE, "peer", peer, "remove");
      }
      Shell.run(
          "wg",
          "set",
          NODE_INTERFACE,
          "peer",
          grant.tunnelKey().toBase64(),
          "allowed-ips",
          "10.77.0.2/32");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Shell.Result dvpn(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return plain(all.toArray(String[]::new));
  }

  private Shell.Result plain(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ClientCommand.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", directory.resolve("home").toString()));
    return Shell.inSpace(SPACE, command.toArray(String[]::new));
  }

  private Shell.Result connect(String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("connect", "--near", "50.1,8.7", "--interface", OWN_INTERFACE, "--background"));
    arguments.addAll(List.of(more));
    return dvpn(arguments.toArray(String[]::new));
  }

  private JsonNode connected(String... more) throws IOException, InterruptedException {
    Shell.Result result = connect(more);
    assertThat(result.exit()).as(result.text()).isZero();
    return Json.read(result.text(), JsonNode.class);
  }

  private void disconnect() throws IOException, InterruptedException {
    Shell.Result result = dvpn("disconnect");
    assertThat(result.exit()).as(result.text()).isZero();
  }

  /// What was connected is alive, the tunnel's own packets go beside it, and all else does not.
  private void assertStands(String endpointHost) throws IOException, InterruptedException {
    assertThat(routeTo(endpointHost, "mark", MARK)).contains("dev eth0");
    assertThat(routeTo("198.51.100.7")).contains("dev " + OWN_INTERFACE);
    assertThat(inSpace("timeout", "5", "bash", "-c", "exec 3<>/dev/tcp/" + HERE6 + "/9").text())
        .doesNotContain("refused");
    // The node's reset of a connection that nobody takes there.
    assertThat(inSpace("timeout", "5", "bash", "-c", "exec 3<>/dev/tcp/10.77.0.1/9").text())
        .contains("refused");
  }

  private static Shell.Result inSpace(String... command) throws IOException, InterruptedException {
    return Shell.inSpace(SPACE, command);
  }

  private static String routeTo(String host, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "route", "get", host));
    command.addAll(List.of(more));
    return inSpace(command.toArray(String[]::new)).text();
  }

  @Test
  void holdsTheWholeTrafficInTheBackgroundUntilDisconnected() throws Exception {
    Shell.Result connected = connect();
    assertThat(connected.exit()).as(connected.text()).isZero();
    JsonNode state = Json.read(connected.text(), JsonNode.class);
    assertThat(state.path("timing").path("firstPacket").isNumber()).isTrue();
    assertThat(routeTo("198.51.100.7")).contains("dev " + OWN_INTERFACE);
    assertThat(routeTo(HERE)).contains("dev " + OWN_INTERFACE);
    assertThat(routeTo(HERE, "mark", MARK)).contains("dev eth0");

    fake.clients.state(SessionId.parse(state.path("session").asString()), 1, 100, 100);
    for (int i = 0; i < 600 && fake.clients.acks.isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(fake.clients.acks).hasSize(1);
    assertThat(dvpn("status").exit()).isZero();
    Shell.Result again = connect();
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.text()).contains("ALREADY_CONNECTED");

    Shell.Result disconnected = dvpn("disconnect");
    assertThat(disconnected.exit()).as(disconnected.text()).isZero();
    assertThat(fake.clients.ended).hasSize(1);
    assertThat(routeTo("198.51.100.7")).contains("dev eth0");
    assertThat(Shell.inSpace(SPACE, "ip", "link", "show", OWN_INTERFACE).exit()).isNotZero();
    assertThat(Shell.inSpace(SPACE, "ip", "-4", "route").text()).doesNotContain(HERE + " via");
    assertThat(dvpn("status").exit()).isEqualTo(3);
  }

  @Test
  void cleansUpAfterAHolderThatWasKilled() throws Exception {
    JsonNode state = Json.read(connect().text(), JsonNode.class);
    Shell.run("kill", "-9", state.path("pid").asString());

    assertThat(dvpn("status").exit()).isEqualTo(3);
    disconnect();
    assertThat(fake.clients.ended).hasSize(1);
    assertThat(routeTo("198.51.100.7")).contains("dev eth0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an IPv4 endpoint behind the router,      198.18.252.1,    198.18.252.1",
    "an IPv6 endpoint behind the router,      2001:db8:252::1, [2001:db8:252::1]",
    "an IPv6 endpoint on the link,            2001:db8:251::1, [2001:db8:251::1]",
    "an IPv4 endpoint written as an IPv6 one, 198.18.252.1,    [::ffff:198.18.252.1]",
  })
  void reachesItsNodePastItsOwnRoutesAndItsOwnGuard(String name, String host, String literal)
      throws Exception {
    fake.clients.add(node(NODE_KEY, literal + ":" + PORT));
    String before = routes();

    connected();
    assertStands(host);

    disconnect();
    assertThat(routes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {FAR, "[" + FAR6 + "]"})
  void reachesTheNextCandidateWhileTheTunnelStands(String host) throws Exception {
    fake.clients.add(node(NODE_KEY, HERE + ":" + (PORT - 1)));
    fake.clients.add(node(OTHER_KEY, host + ":" + PORT));
    String before = routes();

    JsonNode state = connected();

    assertThat(state.path("node").asString()).isEqualTo(OTHER_KEY.address().toString());
    JsonNode tries = state.path("tries");
    assertThat(tries.path(0).path("code").asString()).isEqualTo("NO_HANDSHAKE");
    assertThat(tries.path(0).path("millis").asDouble()).isGreaterThan(8_000);
    assertThat(tries.path(1).path("node").asString()).isEqualTo(OTHER_KEY.address().toString());
    assertThat(state.path("timing").path("total").asDouble()).isGreaterThan(8_000);
    assertStands(host.replaceAll("[\\[\\]]", ""));
    disconnect();
    assertThat(routes()).isEqualTo(before);
  }

  @Test
  void printsEachTryOfAConnectThatFailed() throws Exception {
    FakeNode node = node(NODE_KEY, HERE + ":" + PORT);
    fake.clients.refusing.put(node.id(), "NODE_FULL");

    JsonNode error = Json.read(connect().text(), JsonNode.class).path("error");
    String words = plain("connect", "--near", "50.1,8.7", "--interface", OWN_INTERFACE).text();

    assertThat(error.path("code").asString()).isEqualTo("NO_NODE_INSTALLED");
    assertThat(error.path("millis").asDouble()).isGreaterThan(ClientCalls.REFUSAL_MILLIS);
    assertThat(error.path("tries").path(0).path("node").asString()).isEqualTo(node.id().toString());
    assertThat(error.path("tries").path(0).path("millis").asDouble())
        .isEqualTo(ClientCalls.REFUSAL_MILLIS);
    assertThat(words)
        .contains("tried " + node.id() + " for 25 ms: NODE_FULL")
        .containsPattern("given up after [0-9]+ ms");
  }

  @Test
  void movesToANodeOfTheOtherFamily() throws Exception {
    JsonNode state = connected("--dead-after", "2");
    fake.clients.add(node(OTHER_KEY, "[" + FAR6 + "]:" + PORT));
    SessionId first = SessionId.parse(state.path("session").asString());
    String peer = fake.clients.grantOf(first).tunnelKey().toBase64();
    Shell.run("wg", "set", NODE_INTERFACE, "peer", peer, "remove");

    Path file = directory.resolve("home").resolve("connection.json");
    String seen = "";
    for (int i = 0; i < 600 && !seen.contains(FAR6.replace("::", ":0:0:0:0:")); i++) {
      Thread.sleep(50);
      seen = Json.read(Files.readString(file), JsonNode.class).path("endpoint").asString();
    }
    assertThat(seen)
        .as(Files.readString(file) + Files.readString(directory.resolve("home/connect.log")))
        .contains("2001:db8:252");
    assertStands(FAR6);
    disconnect();
  }

  @Test
  void goesOnSpeakingToAGatewayOfTheFamilyThatItCloses() throws Exception {
    fake.close();
    chain.close();
    logIn(HERE6);

    JsonNode state = connected();
    fake.clients.state(SessionId.parse(state.path("session").asString()), 1, 100, 100);
    for (int i = 0; i < 600 && fake.clients.acks.isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(fake.clients.acks).hasSize(1);
    disconnect();
  }

  private static String routes() throws IOException, InterruptedException {
    return Shell.inSpace(SPACE, "ip", "-4", "route").text()
        + "\n"
        + Shell.inSpace(SPACE, "ip", "-6", "route").text();
  }
}
