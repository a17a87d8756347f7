package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.qubetics.dvpn.client.tunnel.PeerCounters;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Sessions whose opener does not hold the tunnel: a device with a plain WireGuard, and a client
/// that was killed. The device is a network namespace; gateway, node and `dvpn sign` are on this
/// side of the veth pair. Needs root.
class ExportIT {
  private static final String SPACE = "dvpn-export-it";
  private static final String NODE_INTERFACE = "wgn-exportit";

  /// Of this run only: the socket of an interface outlives a killed run in its lost namespace.
  private static final String DEVICE_INTERFACE = "wgx-" + ProcessHandle.current().pid();

  private static final String HERE = "198.18.253.1";
  private static final int PORT = 51997;
  private static final long MEBIBYTE = 1L << 20;
  private static final long GIBIBYTE = 1L << 30;

  private static TunnelKey nodeTunnelKey = LoggedIn.NODE_TUNNEL_KEY;

  @TempDir private Path directory;
  private LoggedIn user;

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
        "ip", "link", "add", "veth-expit", "type", "veth", "peer", "name", "eth0", "netns", SPACE);
    Shell.run("ip", "addr", "add", HERE + "/30", "dev", "veth-expit");
    Shell.run("ip", "link", "set", "veth-expit", "up");
    inSpace("ip", "link", "set", "lo", "up");
    inSpace("ip", "addr", "add", "198.18.253.2/30", "dev", "eth0");
    inSpace("ip", "link", "set", "eth0", "up");
    inSpace("ip", "route", "add", "default", "via", HERE);
    Shell.run("wireguard-go", NODE_INTERFACE);
    Shell.runWithInput(
        Shell.run("wg", "genkey").text(),
        "wg",
        "set",
        NODE_INTERFACE,
        "listen-port",
        Integer.toString(PORT),
        "private-key",
        "/dev/stdin");
    nodeTunnelKey =
        TunnelKey.parseBase64(Shell.run("wg", "show", NODE_INTERFACE, "public-key").text());
    Shell.run("ip", "addr", "add", "10.77.0.1/32", "dev", NODE_INTERFACE);
    Shell.run("ip", "link", "set", NODE_INTERFACE, "up");
    Shell.run("ip", "route", "add", "10.77.0.2/32", "dev", NODE_INTERFACE);
  }

  @AfterAll
  static void removeSpace() throws IOException, InterruptedException {
    Shell.run("ip", "link", "del", NODE_INTERFACE);
    Shell.run("ip", "link", "del", "veth-expit");
    Shell.run("ip", "netns", "del", SPACE);
  }

  @BeforeEach
  void logIn() {
    user = new LoggedIn(directory.resolve("home"), InetAddress.ofLiteral(HERE));
    user.fake.clients.add(
        new FakeNode(
            LoggedIn.NODE_KEY,
            LoggedIn.NODE_KEY,
            nodeTunnelKey,
            Endpoint.parse(HERE + ":" + PORT),
            ExportIT::install));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    user.close();
    inSpace("ip", "link", "del", DEVICE_INTERFACE);
    inSpace("nft", "flush", "ruleset");
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

  private static Shell.Result inSpace(String... command) throws IOException, InterruptedException {
    return Shell.inSpace(SPACE, command);
  }

  private List<String> dvpn(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ClientCommand.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", directory.resolve("home").toString(), "--json"));
    return command;
  }

  private Shell.Result here(String... arguments) throws IOException, InterruptedException {
    return Shell.run(dvpn(arguments).toArray(String[]::new));
  }

  private Shell.Result there(String... arguments) throws IOException, InterruptedException {
    return inSpace(dvpn(arguments).toArray(String[]::new));
  }

  private Process signing(String... arguments) throws IOException {
    List<String> command = dvpn("sign");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("sign.log").toFile())
        .start();
  }

  private SessionId exported(String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("export", "--near", "50.1,8.7", "--conf"));
    arguments.addAll(List.of(more));
    return session(here(arguments.toArray(String[]::new)));
  }

  private static SessionId session(Shell.Result result) {
    assertThat(result.exit()).as(result.text()).isZero();
    return SessionId.parse(Json.read(result.text(), JsonNode.class).path("session").asString());
  }

  /// Until the node's WireGuard has received so much more.
  private static void send(long bytes) throws Exception {
    long before = node().rxBytes();
    try (DatagramSocket taker = new DatagramSocket(new InetSocketAddress("10.77.0.1", 9))) {
      taker.setReceiveBufferSize(1 << 20);
      await(
          () -> {
            try {
              inSpace(
                  "bash",
                  "-c",
                  "exec 3>/dev/udp/10.77.0.1/9; dd if=/dev/zero bs=1000 count=50 status=none >&3");
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return node().rxBytes() - before > bytes;
          });
    }
  }

  private static PeerCounters node() {
    return Tunnel.counters(InterfaceName.parse(NODE_INTERFACE));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 60 s").isLessThan(until);
      Thread.sleep(20);
    }
  }

  private List<Ack> acks() {
    return user.fake.clients.acks.stream().map(Signed::message).toList();
  }

  @Test
  void aPlainWireguardTakesTheConfigurationAndSignAcknowledgesWhatItMoved() throws Exception {
    Path file = directory.resolve(DEVICE_INTERFACE + ".conf");
    SessionId session = exported("--out", file.toString(), "--mtu", "1300");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(here("export", "--near", "50.1,8.7", "--out", file.toString()).text())
        .contains("USAGE", "is there already");

    Shell.Result up =
        inSpace(
            "env",
            "WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go",
            "wg-quick",
            "up",
            file.toString());
    assertThat(up.exit()).as(up.text()).isZero();
    assertThat(inSpace("ip", "route", "get", "198.51.100.7").text()).contains(DEVICE_INTERFACE);
    assertThat(inSpace("ip", "-6", "route", "get", "2001:db8:77::1").text())
        .contains(DEVICE_INTERFACE);
    assertThat(inSpace("ip", "link", "show", DEVICE_INTERFACE).text()).contains("mtu 1300");
    send(200_000);
    PeerCounters moved = node();
    user.fake.clients.state(session, 1, moved.rxBytes(), moved.txBytes());

    Shell.Result signed = here("sign", session.toString(), "--once");

    assertThat(signed.exit()).as(signed.text()).isZero();
    assertThat(acks()).hasSize(1);
    assertThat(acks().getFirst().rx().bytes()).isEqualTo(moved.rxBytes());
    assertThat(acks().getFirst().tx().bytes()).isEqualTo(moved.txBytes());
    JsonNode listed = Json.read(here("sessions").text(), JsonNode.class).path("sessions").path(0);
    assertThat(listed.path("signed").asLong()).isEqualTo(moved.rxBytes() + moved.txBytes());

    Shell.Result ended = here("sessions", "--end", session.toString());
    assertThat(ended.exit()).as(ended.text()).isZero();
    assertThat(user.fake.clients.ended).containsExactly(session);
    assertThat(here("sign", session.toString()).text()).contains("SESSION_NOT_KEPT");
    assertThat(directory.resolve("home").resolve("seal.key")).doesNotExist();
  }

  @Test
  void showsTheConfigurationAsAQrCodeThatNoFileHolds() throws Exception {
    Shell.Result shown = here("export", "--near", "50.1,8.7", "--qr");
    JsonNode json = Json.read(shown.text(), JsonNode.class);

    assertThat(json.path("qr").asString()).contains("█").contains("▀");
    assertThat(json.path("configuration").asString())
        .contains("MTU = 1280", "AllowedIPs = 0.0.0.0/0, ::/0");
    String key = json.path("configuration").asString().lines().toList().get(1).substring(13);
    try (var files = Files.list(directory.resolve("home"))) {
      for (Path file : files.toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain(key);
      }
    }
  }

  @Test
  void neverSignsBeyondItsLimitWhateverIsStatedWheneverItIsKilled() throws Exception {
    SessionId session = exported("--max-gib", "1");
    Random random = new Random(3);
    Map<String, BootId> boots = new HashMap<>();
    long seq = 0;
    for (int life = 0; life < 8; life++) {
      Process sign = signing(session.toString());
      int before = acks().size();
      for (int step = 0; step < 3; step++) {
        BootId boot = BootId.parse("0x" + ("0" + (1 + random.nextInt(3))).repeat(16));
        seq++;
        Usage said =
            user.fake.clients.state(session, boot, seq, seq * MEBIBYTE, seq * 20 * MEBIBYTE);
        boots.put(said.digest(user.access.network().domain()).toString(), boot);
        if (step == 0 && life < 4) {
          await(() -> acks().size() > before);
        } else {
          Thread.sleep(random.nextInt(1500));
        }
      }
      sign.destroyForcibly().waitFor();
    }

    Map<BootId, Long> counted = new HashMap<>();
    for (Ack ack : acks()) {
      BootId boot = boots.get(ack.usageHash().toString());
      counted.merge(boot, ack.total().bytes(), Math::max);
    }
    long sum = counted.values().stream().mapToLong(Long::longValue).sum();
    assertThat(counted).hasSizeGreaterThan(1);
    assertThat(sum).isBetween(GIBIBYTE / 2, GIBIBYTE);
    assertThat(Files.readString(directory.resolve("sign.log"))).doesNotContain("error");
  }

  @Test
  void signsNoFasterThanTheRateThatItsUserSets() throws Exception {
    SessionId session = exported();
    Instant opened = Instant.ofEpochSecond(user.fake.clients.grantOf(session).notBefore());
    user.fake.clients.state(session, 1, 0, GIBIBYTE);
    Process sign = signing(session.toString(), "--max-mbit", "8");
    try {
      await(() -> acks().size() >= 3);
      long acked = acks().getLast().total().bytes();
      long seconds = Duration.between(opened, Instant.now()).toSeconds() + 1;
      assertThat(acked).isBetween(1L, seconds * 1_000_000);
      assertThat(here("sign", session.toString(), "--once").text()).contains("SESSION_HELD");
    } finally {
      sign.destroy();
      assertThat(sign.waitFor()).isEqualTo(143);
    }
  }

  private SessionId connectedAndKilled() throws Exception {
    Shell.Result connected =
        there(
            "connect",
            "--near",
            "50.1,8.7",
            "--interface",
            DEVICE_INTERFACE,
            "--userspace",
            "--background");
    SessionId session = session(connected);
    send(100_000);
    PeerCounters moved = node();
    user.fake.clients.state(session, 1, moved.rxBytes(), moved.txBytes());
    await(() -> !acks().isEmpty());
    JsonNode state = Json.read(connected.text(), JsonNode.class);
    Shell.run("kill", "-9", state.path("pid").asString());
    return session;
  }

  @Test
  void disconnectAcknowledgesAfterAKillWhatTheTunnelHasCountedSince() throws Exception {
    SessionId session = connectedAndKilled();
    send(100_000);
    PeerCounters moved = node();
    user.fake.clients.state(session, 2, moved.rxBytes(), moved.txBytes() + GIBIBYTE);

    Shell.Result disconnected = there("disconnect");

    assertThat(disconnected.exit()).as(disconnected.text()).isZero();
    Ack last = acks().getLast();
    assertThat(last.rx().bytes()).isEqualTo(moved.rxBytes());
    assertThat(last.tx().bytes()).isLessThanOrEqualTo(moved.txBytes());
    assertThat(Json.read(here("sessions").text(), JsonNode.class).path("sessions")).isEmpty();
  }

  @Test
  void acknowledgesWithoutTheTunnelWhatWasSeenLastAndLeavesTheRestToNobody() throws Exception {
    SessionId session = connectedAndKilled();
    long seen = acks().getLast().rx().bytes();
    inSpace("ip", "link", "del", DEVICE_INTERFACE);
    user.fake.clients.acks.clear();
    user.fake.clients.state(session, 2, GIBIBYTE, GIBIBYTE);

    assertThat(here("sign", "--once").exit()).isZero();
    Ack last = acks().getLast();
    assertThat(last.rx().bytes()).isGreaterThanOrEqualTo(seen).isLessThan(GIBIBYTE / 2);

    there("disconnect");
    Shell.Result again =
        there("connect", "--near", "50.1,8.7", "--interface", DEVICE_INTERFACE, "--background");
    assertThat(again.exit()).as(again.text()).isZero();
    assertThat(user.fake.clients.ended).contains(session);
    assertThat(there("disconnect").exit()).isZero();
  }
}
