package com.qubetics.dvpn.client;

import static com.qubetics.dvpn.client.ClientSpace.INNER;
import static com.qubetics.dvpn.client.ClientSpace.MARK;
import static com.qubetics.dvpn.client.ClientSpace.ROUTER;
import static com.qubetics.dvpn.client.ClientSpace.ROUTER6;
import static com.qubetics.dvpn.client.ClientSpace.WORLD;
import static com.qubetics.dvpn.client.ClientSpace.WORLD6;
import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The command on a machine whose network changes, whose other programs meddle and whose parts die,
/// with every packet on its line watched.
class TunnelIT {
  private static final PrivateKey OTHER_KEY = PrivateKey.parse("0x" + "55".repeat(32));

  @TempDir private Path directory;
  private ClientSpace machine;

  @BeforeEach
  void make() throws IOException, InterruptedException {
    machine = ClientSpace.in(directory);
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    machine.close();
  }

  private LineWatch watch() throws IOException {
    return LineWatch.on(
        machine.line,
        Set.of(machine.port(), machine.fake.url().getPort(), machine.chain.url().getPort()));
  }

  @Test
  void letsNothingOutBesideItselfWhateverComesOrDies() throws Exception {
    Map<String, String> before = machine.host();
    JsonNode state = machine.connected();
    assertThat(state.path("mtu").asInt()).isEqualTo(1420);
    assertThat(state.path("dns").asString()).isEqualTo(INNER);
    assertThat(Files.readString(machine.resolvConf())).contains("nameserver " + INNER);
    try (LineWatch watch = watch()) {
      assertThat(machine.reaches(WORLD)).isTrue();
      assertThat(machine.reaches(WORLD6)).as("IPv6 through the tunnel").isTrue();

      machine.run("ip", "route", "add", "198.18.248.0/24", "via", ROUTER, "dev", "eth0");
      machine.run("ip", "route", "add", "default", "via", ROUTER6, "dev", "eth0");
      machine.run("ip", "route", "add", "2000::/3", "via", ROUTER6, "dev", "eth0");
      assertThat(machine.reaches(WORLD)).isTrue();
      machine.reaches(ROUTER);
      machine.reaches(ROUTER6);
      machine.run("ping", "-c1", "-W1", "-I", "eth0", ROUTER);
      askForName(ROUTER);
      askForName(WORLD);

      Shell.run("kill", "-9", state.path("pid").asString());
      machine.run("ip", "rule", "del", "priority", "2599");
      machine.run("ip", "rule", "del", "priority", "2570");
      machine.run("ip", "-6", "rule", "del", "priority", "2599");
      assertThat(machine.reaches(WORLD)).as(machine.host().toString()).isFalse();
      assertThat(machine.reaches(WORLD6)).isFalse();
      machine.run("pkill", "-9", "-f", "wireguard-go " + machine.tunnel);
      Thread.sleep(300);
      assertThat(machine.run("ip", "link", "show", machine.tunnel).exit()).isNotZero();
      assertThat(machine.reaches(WORLD)).isFalse();
      assertThat(machine.reaches(WORLD6)).isFalse();
      askForName(ROUTER);

      assertThat(watch.strangers()).isEmpty();
    }
    assertThat(machine.dvpn("status").text()).contains("INTERFACE_GONE");

    machine.disconnect();

    machine.run("ip", "route", "del", "198.18.248.0/24");
    machine.run("ip", "route", "del", "default", "via", ROUTER6);
    machine.run("ip", "route", "del", "2000::/3");
    assertThat(machine.host()).isEqualTo(before);
    try (LineWatch watch = watch()) {
      assertThat(machine.reaches(WORLD)).isTrue();
      assertThat(watch.strangers()).as("the watch sees what leaves").isNotEmpty();
    }
    assertThat(machine.fake.clients.ended).hasSize(1);
  }

  private void askForName(String resolver) throws IOException, InterruptedException {
    machine.run("timeout", "1", "bash", "-c", "echo x > /dev/udp/" + resolver + "/53");
    machine.run("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + resolver + "/853");
  }

  @Test
  void putsBackWithinASecondWhatOthersTakeAway() throws Exception {
    machine.connected();
    Map<String, String> stands = machine.host();
    try (LineWatch watch = watch()) {
      for (String meddling :
          new String[] {
            "ip rule del priority 2599",
            "ip route flush table 25718",
            "ip -6 rule del priority 2599",
            "nft flush ruleset",
            "ip link set dev " + machine.tunnel + " down",
            "ip addr flush dev " + machine.tunnel,
            "ip link set dev " + machine.tunnel + " mtu 1300",
            "pkill -9 -f [w]ireguard-go.*" + machine.tunnel
          }) {
        Thread.sleep(1_100);
        machine.run(meddling.split(" "));
        awaitStanding(meddling, stands);
        assertThat(machine.reaches(WORLD)).as(meddling).isTrue();
      }
      assertThat(watch.strangers()).isEmpty();
    }
    Files.writeString(machine.resolvConf(), "nameserver " + ROUTER + "\n");
    await(Duration.ofSeconds(8), () -> comparable(machine.host()).equals(comparable(stands)));
    assertThat(machine.state().path("mended").asInt()).isGreaterThanOrEqualTo(9);
  }

  private void awaitStanding(String meddling, Map<String, String> stands) throws Exception {
    long start = System.nanoTime();
    Map<String, String> now = comparable(machine.host());
    while (!now.equals(comparable(stands)) && System.nanoTime() - start < 10_000_000_000L) {
      now = comparable(machine.host());
    }
    assertThat(now).as("%s: %s", meddling, machine.state()).isEqualTo(comparable(stands));
    long millis = (System.nanoTime() - start) / 1_000_000;
    // Each look of the test itself is a dozen processes.
    assertThat(millis).as("%s: %s ms", meddling, millis).isLessThan(2_500);
  }

  /// Without what the kernel numbers anew: interface numbers and link-local addresses.
  private static Map<String, String> comparable(Map<String, String> host) {
    host.replaceAll(
        (command, text) ->
            String.join(
                "\n",
                text.lines()
                    .filter(line -> !line.contains("fe80:") && !line.contains("ff00::/8"))
                    .map(line -> line.replaceFirst("^[0-9]+: (wgc)", "$1").strip())
                    .sorted()
                    .toList()));
    return host;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Duration limit, Condition condition) throws Exception {
    long until = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited " + limit).isLessThan(until);
      Thread.sleep(50);
    }
  }

  @Test
  void isBackWithinFiveSecondsWhereTheNetworkIsAnother() throws Exception {
    JsonNode state = machine.connected("--dead-after", "20");
    long sent = sentBytes();
    try (LineWatch watch = watch()) {
      machine.run("ip", "addr", "flush", "dev", "eth0", "scope", "global");
      assertThat(machine.reaches(WORLD)).isFalse();
      Thread.sleep(3_000);
      machine.run("ip", "addr", "add", "198.18.249.5/29", "dev", "eth0");
      machine.run("ip", "route", "add", "default", "via", ROUTER, "onlink", "dev", "eth0");
      long start = System.nanoTime();
      await(Duration.ofSeconds(5), () -> machine.reaches(WORLD));
      assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
      assertThat(watch.strangers()).isEmpty();
    }
    // A default route into the tunnel itself makes it carry nothing of its own either.
    machine.run("ip", "route", "replace", "default", "dev", machine.tunnel, "metric", "1");
    machine.reaches(WORLD);
    Thread.sleep(2_000);
    assertThat(sentBytes() - sent).isLessThan(200_000);
    machine.run("ip", "route", "del", "default", "dev", machine.tunnel, "metric", "1");
    await(Duration.ofSeconds(5), () -> machine.reaches(WORLD));
    assertThat(machine.state().path("session")).isEqualTo(state.path("session"));
    assertThat(machine.run("ip", "route", "get", ROUTER, "mark", MARK).text()).contains("eth0");
  }

  private long sentBytes() throws IOException, InterruptedException {
    String[] words = machine.run("wg", "show", machine.tunnel, "transfer").text().split("\\s+");
    return Long.parseLong(words[2]);
  }

  /// With the router's network in the way of the tunnel's: it has the node's inner address too.
  @Test
  void movesWithinTenSecondsFromANodeThatIsDeadThoughTheLanHasItsAddress() throws Exception {
    machine.run("ip", "route", "add", "10.0.0.0/8", "via", ROUTER);
    JsonNode first = machine.connected("--allow-lan");
    machine.fake.clients.add(machine.node(OTHER_KEY, INNER));
    Thread.sleep(6_000);
    assertThat(machine.state().path("phase").asString()).isEqualTo("CONNECTED");
    assertThat(machine.state().path("reconnects").asInt()).isZero();

    machine.dropPeers();
    long start = System.nanoTime();
    await(Duration.ofSeconds(10), () -> machine.reaches(WORLD));
    assertThat(System.nanoTime() - start).isGreaterThan(100_000_000L);
    await(Duration.ofSeconds(2), () -> machine.state().path("reconnects").asInt() == 1);

    assertThat(machine.state().path("node").asString()).isEqualTo(OTHER_KEY.address().toString());
    assertThat(machine.fake.clients.ended)
        .extracting(Object::toString)
        .containsExactly(first.path("session").asString());
    assertThat(machine.reaches(ROUTER)).as("the LAN").isTrue();
  }

  /// Whatever says that packets are too large is dropped as well.
  @ParameterizedTest(name = "a path of {0} bytes")
  @CsvSource({"1280, 1216", "1400, 1328", "1492, 1420", "1500, 1420", "9000, 1420"})
  void carriesALargeDownloadOnEveryPath(int path, int expected) throws Exception {
    int line = Math.max(path, 1500);
    Shell.run("ip", "link", "set", machine.line, "mtu", "" + line);
    machine.run("ip", "link", "set", "eth0", "mtu", "" + line);
    Shell.runWithInput(
        """
        table inet narrow%s {
          chain in { type filter hook prerouting priority -300; iifname "%s" meta length > %s drop; }
          chain out { type filter hook postrouting priority 300; oifname "%s" meta length > %s drop; }
        }
        """
            .formatted(machine.port(), machine.line, path, machine.line, path),
        "nft",
        "-f",
        "-");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(INNER))) {
      JsonNode state = machine.connected();
      Thread.ofVirtual().start(() -> serve(server));
      long start = System.nanoTime();
      Shell.Result got =
          machine.run(
              "timeout",
              "5",
              "bash",
              "-c",
              "head -c 2097152 < /dev/tcp/%s/%s | wc -c".formatted(INNER, server.getLocalPort()));
      assertThat(got.text()).isEqualTo("2097152");
      assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
      assertThat(state.path("mtu").asInt()).isEqualTo(expected);
    } finally {
      Shell.run("nft", "delete", "table", "inet", "narrow" + machine.port());
      Shell.run("ip", "link", "set", machine.line, "mtu", "1500");
    }
  }

  private static void serve(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write(new byte[2 << 20]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void cleansUpWhereHomeAndLoginAreLost() throws Exception {
    Map<String, String> before = machine.host();
    JsonNode state = machine.connected();
    Shell.run("kill", "-9", state.path("pid").asString());
    for (String lost : new String[] {"undo.json", "connection.json", "login.json"}) {
      Files.delete(directory.resolve("home").resolve(lost));
    }

    machine.disconnect();

    Map<String, String> after = machine.host();
    before.remove("cat /proc/sys/net/ipv4/conf/all/src_valid_mark");
    after.remove("cat /proc/sys/net/ipv4/conf/all/src_valid_mark");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void findsTheGatewayByNameWhereADeadProcessLeftAllNamesClosed() throws Exception {
    machine.logInByName();
    JsonNode state = machine.connected();
    Shell.run("kill", "-9", state.path("pid").asString());
    machine.forgetNames();

    JsonNode again = machine.connected();

    assertThat(again.path("pid").asLong()).isNotEqualTo(state.path("pid").asLong());
    machine.disconnect();
  }
}
