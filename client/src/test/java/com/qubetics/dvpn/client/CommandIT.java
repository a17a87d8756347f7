package com.qubetics.dvpn.client;

import static com.qubetics.dvpn.client.ClientSpace.INNER;
import static com.qubetics.dvpn.client.ClientSpace.MARK;
import static com.qubetics.dvpn.client.ClientSpace.NODE_KEY;
import static com.qubetics.dvpn.client.ClientSpace.ROUTER;
import static com.qubetics.dvpn.client.ClientSpace.ROUTER6;
import static com.qubetics.dvpn.client.ClientSpace.WORLD;
import static com.qubetics.dvpn.client.ClientSpace.WORLD6;
import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.controlplane.ClientCalls;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The command as a user runs it, on a machine whose whole traffic it takes into the tunnel, with a
/// default route of each family.
class CommandIT {
  private static final PrivateKey OTHER_KEY = PrivateKey.parse("0x" + "55".repeat(32));

  @TempDir private Path directory;
  private ClientSpace machine;

  private void start(String gateway) throws IOException, InterruptedException {
    machine = ClientSpace.in(directory, gateway);
    machine.run("ip", "route", "add", "default", "via", ROUTER6);
    machine.fake.clients.add(machine.plainNode(NODE_KEY, ROUTER, machine.port()));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    machine.close();
  }

  /// What was connected is alive, the tunnel's own packets go beside it, and all else does not.
  private void assertStands(String endpointHost) throws IOException, InterruptedException {
    assertThat(routeTo(endpointHost, "mark", MARK)).contains("dev eth0");
    assertThat(routeTo("198.51.100.7")).contains("dev " + machine.tunnel);
    assertThat(machine.reaches(ROUTER6)).isFalse();
    assertThat(machine.reaches(INNER)).isTrue();
  }

  private String routeTo(String host, String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "route", "get", host));
    command.addAll(List.of(more));
    return machine.run(command.toArray(String[]::new)).text();
  }

  private void states(JsonNode connection) throws InterruptedException {
    SessionId session = SessionId.parse(connection.path("session").asString());
    machine.fake.clients.state(session, 1, 100, 100);
    for (int i = 0; i < 600 && machine.fake.clients.acks.isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(machine.fake.clients.acks).hasSize(1);
  }

  @Test
  void holdsTheWholeTrafficInTheBackgroundUntilDisconnected() throws Exception {
    start(ROUTER);
    JsonNode state = machine.connected();
    assertThat(state.path("timing").path("firstPacket").isNumber()).isTrue();
    assertThat(routeTo("198.51.100.7")).contains("dev " + machine.tunnel);
    assertThat(routeTo(ROUTER)).contains("dev " + machine.tunnel);
    assertThat(routeTo(ROUTER, "mark", MARK)).contains("dev eth0");

    states(state);
    assertThat(machine.dvpn("status").exit()).isZero();
    Shell.Result again = machine.dvpn(machine.connecting());
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.text()).contains("ALREADY_CONNECTED");

    machine.disconnect();
    assertThat(machine.fake.clients.ended).hasSize(1);
    assertThat(routeTo("198.51.100.7")).contains("dev eth0");
    assertThat(machine.run("ip", "link", "show", machine.tunnel).exit()).isNotZero();
    assertThat(machine.dvpn("status").exit()).isEqualTo(3);
  }

  @Test
  void cleansUpAfterAHolderThatWasKilled() throws Exception {
    start(ROUTER);
    JsonNode state = machine.connected();
    Shell.run("kill", "-9", state.path("pid").asString());

    assertThat(machine.dvpn("status").exit()).isEqualTo(3);
    machine.disconnect();
    assertThat(machine.fake.clients.ended).hasSize(1);
    assertThat(routeTo("198.51.100.7")).contains("dev eth0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an IPv4 endpoint behind the router,      198.18.248.7,    198.18.248.7",
    "an IPv6 endpoint behind the router,      2001:db8:248::1, [2001:db8:248::1]",
    "an IPv6 endpoint on the link,            2001:db8:249::1, [2001:db8:249::1]",
    "an IPv4 endpoint written as an IPv6 one, 198.18.248.7,    [::ffff:198.18.248.7]",
  })
  void reachesItsNodePastItsOwnRoutesAndItsOwnGuard(String name, String host, String literal)
      throws Exception {
    start(ROUTER);
    machine.fake.clients.add(machine.plainNode(NODE_KEY, literal, machine.port()));
    String before = routes();

    machine.connected();
    assertStands(host);

    machine.disconnect();
    assertThat(routes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {WORLD, "[" + WORLD6 + "]"})
  void reachesTheNextCandidateWhileTheTunnelStands(String host) throws Exception {
    start(ROUTER);
    machine.fake.clients.add(machine.plainNode(NODE_KEY, ROUTER, 9));
    machine.fake.clients.add(machine.plainNode(OTHER_KEY, host, machine.port()));
    String before = routes();

    JsonNode state = machine.connected();

    assertThat(state.path("node").asString()).isEqualTo(OTHER_KEY.address().toString());
    JsonNode tries = state.path("tries");
    assertThat(tries.path(0).path("code").asString()).isEqualTo("NO_HANDSHAKE");
    assertThat(tries.path(0).path("millis").asDouble()).isGreaterThan(8_000);
    assertThat(tries.path(1).path("node").asString()).isEqualTo(OTHER_KEY.address().toString());
    assertThat(state.path("timing").path("total").asDouble()).isGreaterThan(8_000);
    assertStands(host.replaceAll("[\\[\\]]", ""));
    machine.disconnect();
    assertThat(routes()).isEqualTo(before);
  }

  @Test
  void printsEachTryOfAConnectThatFailed() throws Exception {
    start(ROUTER);
    FakeNode node = machine.plainNode(NODE_KEY, ROUTER, machine.port());
    machine.fake.clients.refusing.put(node.id(), "NODE_FULL");

    Shell.Result machineReadable = machine.dvpn(machine.connecting());
    JsonNode error = Json.read(machineReadable.text(), JsonNode.class).path("error");
    List<String> plain = new ArrayList<>(machine.command(List.of(), machine.connecting()));
    plain.remove("--json");
    String words = machine.run(plain.toArray(String[]::new)).text();

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
    start(ROUTER);
    machine.connected("--dead-after", "2");
    machine.fake.clients.add(machine.plainNode(OTHER_KEY, "[" + WORLD6 + "]", machine.port()));
    machine.dropPeers();

    String seen = "";
    for (int i = 0; i < 600 && !seen.contains(WORLD6.replace("::", ":0:0:0:0:")); i++) {
      Thread.sleep(50);
      seen = machine.state().path("endpoint").asString();
    }
    assertThat(seen)
        .as(Files.readString(directory.resolve("home/connect.log")))
        .contains("2001:db8:248");
    assertStands(WORLD6);
    machine.disconnect();
  }

  @Test
  void goesOnSpeakingToAGatewayOfTheFamilyThatItCloses() throws Exception {
    start(ROUTER6);
    states(machine.connected());
    machine.disconnect();
  }

  private String routes() throws IOException, InterruptedException {
    return machine.run("ip", "-4", "route").text() + machine.run("ip", "-6", "route").text();
  }
}
