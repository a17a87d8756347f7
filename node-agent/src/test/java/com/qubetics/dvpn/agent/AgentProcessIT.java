package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.link.Json;
import com.qubetics.dvpn.agent.link.NetworkFacts;
import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.agent.wireguard.Tool;
import com.qubetics.dvpn.agent.wireguard.TunnelSecret;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The command as a provider runs it: a process of its own, in a namespace, beside a gateway.
final class AgentProcessIT {
  private static final String HOST = "203.0.113.1";
  private static final String INTERFACE =
      "wgp" + Long.toString(ProcessHandle.current().pid() % 100_000, 36);
  private static final String TABLE = "dvpn_" + INTERFACE;

  @TempDir Path folder;

  private Namespaces namespaces;
  private FakeGateway gateway;
  private Process agent;

  @BeforeEach
  void wire() throws Exception {
    namespaces = Namespaces.permitted("host", "world");
    namespaces.join("host", "eth0", HOST + "/24", "world", "eth0", "203.0.113.2/24");
  }

  @AfterEach
  void unwire() throws Exception {
    if (agent != null) {
      agent.destroyForcibly().waitFor();
    }
    if (gateway != null) {
      gateway.close();
    }
    if (namespaces != null) {
      namespaces.in(
          "host",
          () -> {
            try {
              return Tool.run(List.of("ip", "link", "delete", "dev", INTERFACE));
            } catch (com.qubetics.dvpn.agent.wireguard.ToolException e) {
              return "gone already";
            }
          });
      namespaces.close();
    }
  }

  @Test
  void livesFromSetupToUninstall() throws Exception {
    startGateway("");
    JsonNode registration = setUp();
    NodeId node = NodeId.parse(registration.get("node").asString());
    assertThat(registration.get("value").asString()).isEqualTo("20000000000000000000");
    assertThat(setUp().get("node")).isEqualTo(registration.get("node"));
    gateway.close();
    startGateway(
        """
        {"slot":%%d,"node":"%s","probeEndpoint":"%s:51821","challenge":"0x%s"}
        """
            .formatted(node, HOST, "11".repeat(32)));
    setUp();

    long began = System.nanoTime();
    agent = command("run");
    assertThat(gateway.heartbeat().get("maxPeers").asInt()).isEqualTo(1000);
    System.out.printf("agent ready: %d ms%n", (System.nanoTime() - began) / 1_000_000);
    assertThat(gateway.probe().at("/results/0/answer/signature").isString()).isTrue();
    while (!gateway.heartbeat().get("ready").asBoolean()) {
      // Its first answers prove the clock.
    }

    Client client = client(node, "10.77.0.2");
    gateway.wish(new PeersAnswer(7, 1, true, List.of(client.put()), List.of()));
    assertThat(outcome(client)).isEqualTo("INSTALLED");
    System.out.printf("poll answered to installed: %d ms%n", gateway.millisSinceAnswer());
    assertThat(leases()).contains("10.77.0.2");
    for (int host = 3; host < 8; host++) {
      Client other = client(node, "10.77.0." + host);
      gateway.wish(new PeersAnswer(7, host, false, List.of(other.put()), List.of()));
      assertThat(outcome(other)).isEqualTo("INSTALLED");
      System.out.printf("poll answered to installed: %d ms%n", gateway.millisSinceAnswer());
    }
    assertThat(status().get("sessions").asInt()).isEqualTo(6);

    // kill -9: WireGuard lives, the lease does not.
    agent.destroyForcibly().waitFor();
    Thread.sleep(3500);
    assertThat(inHost("wg", "show", INTERFACE, "peers")).contains(client.tunnelKey().toBase64());
    assertThat(leases()).doesNotContain("10.77.0.2");

    // The next agent adopts interface and session.
    agent = command("run");
    gateway.wish(new PeersAnswer(7, 11, true, List.of(client.put()), List.of()));
    assertThat(outcome(client)).isEqualTo("INSTALLED");
    assertThat(leases()).contains("10.77.0.2");

    gateway.wish(new PeersAnswer(7, 12, false, List.of(), List.of(client.session())));
    assertThat(outcome(client)).isEqualTo("REMOVED");
    assertThat(inHost("wg", "show", INTERFACE, "peers")).isBlank();
    assertThat(leases()).doesNotContain("10.77.0.2");

    agent.destroy();
    assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    run("uninstall");
    assertThat(inHost("ip", "link")).doesNotContain(INTERFACE);
    assertThat(inHost("nft", "list", "tables")).doesNotContain(TABLE);
  }

  private void startGateway(String assignment) throws Exception {
    gateway = namespaces.in("host", () -> new FakeGateway(newFolder(), HOST, assignment));
  }

  private Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "gateway");
  }

  private JsonNode setUp() throws Exception {
    return Json.MAPPER.readTree(
        run(
            "setup",
            "--gateway",
            gateway.url(),
            "--ca",
            gateway.authority().toString(),
            "--provider",
            "qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9",
            "--endpoint",
            HOST + ":51820",
            "--place",
            "Frankfurt,DE,50.11,8.68",
            "--egress-interface",
            "eth0",
            "--interface",
            INTERFACE,
            "--no-service",
            "--json"));
  }

  private Client client(NodeId node, String address) throws IOException {
    NetworkFacts facts =
        Json.MAPPER.readValue(Files.readString(home().resolve("network.json")), NetworkFacts.class);
    long now = Clock.systemUTC().instant().getEpochSecond();
    return Client.of(
        facts.domain(),
        node,
        TunnelSecret.random(new SecureRandom()).publicKey(),
        address,
        1L << 30,
        now - 5,
        now + 600);
  }

  private JsonNode status() throws Exception {
    Thread.sleep(2500);
    return Json.MAPPER.readTree(run("status", "--json"));
  }

  private String outcome(Client client) throws InterruptedException {
    JsonNode result = gateway.results().at("/results/0");
    assertThat(result.get("sessionId").asString()).isEqualTo(client.session().toString());
    return result.get("outcome").asString();
  }

  private String leases() throws Exception {
    return inHost("nft", "list", "set", "inet", TABLE, "lease");
  }

  private String inHost(String... command) throws Exception {
    return namespaces.in("host", () -> Tool.run(List.of(command)));
  }

  private Path home() {
    return folder.resolve("home");
  }

  private String run(String... arguments) throws Exception {
    Process process = command(arguments);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit code of %s: %s", arguments[0], out).isZero();
    return out;
  }

  private Process command(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            NodeCommand.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", home().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    if (arguments[0].equals("run")) {
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    }
    builder.environment().put("DVPN_AGENT_LEASE_SECONDS", "3");
    return namespaces.in("host", builder::start);
  }
}
