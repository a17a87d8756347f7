package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    namespaces.in(
        "host", () -> Tool.run(List.of("ip route add default via 203.0.113.2".split(" "))));
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
    Map<String, String> before = hostState();
    assertThat(attempt(setUpLine("--dry-run")).exitValue()).isZero();
    assertThat(hostState()).isEqualTo(before);
    assertThat(home()).doesNotExist();

    JsonNode registration = setUp();
    assertThat(hostState()).isNotEqualTo(before);
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
    JsonNode status = status();
    assertThat(status.at("/agent/sessions").asInt()).isEqualTo(6);
    assertThat(status.get("state").asString()).isEqualTo("ACTIVE");
    assertThat(status.get("upBasisPoints").asInt()).isEqualTo(9876);
    assertThat(status.get("reasons")).isEmpty();
    String shown = run("status");
    assertThat(shown.lines()).hasSizeLessThan(20);
    assertThat(shown).contains("earning   yes").contains("98.76 % of recent slots");
    run("status", "--check", "live");
    run("status", "--check", "ready");
    assertThat(run("doctor"))
        .contains(" 3 OK      PORTS      UDP 51820 is this node's WireGuard")
        .contains("17 OK      AGENT      running and ready")
        .contains("18 OK      REGISTRY   the node serves and earns");

    // kill -9: WireGuard lives, the lease does not.
    agent.destroyForcibly().waitFor();
    // The lease's 3 s, and the rest of the dead agent's poll at the gateway, which would take the
    // next wish.
    Thread.sleep(5200);
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
    assertThat(hostState()).isEqualTo(before);
    run("uninstall");
    assertThat(hostState()).isEqualTo(before);
  }

  @Test
  void refusesToSetUpBehindAClosedPortAndChangesNothing() throws Exception {
    startGateway("");
    inHost("nft", "add", "table", "inet", "closed");
    inHost(
        "nft", "add chain inet closed in { type filter hook input priority -10; policy accept; }");
    inHost("nft", "add", "rule", "inet", "closed", "in", "udp", "dport", "51820", "drop");
    Map<String, String> before = hostState();

    Process setup = attempt(setUpLine("--json"));

    assertThat(setup.exitValue()).isEqualTo(1);
    assertThat(errors(setup))
        .contains(" 9 ERROR   REACHABLE  no answer from outside on UDP 51820")
        .contains("remedy: open UDP 51820 and 51821");
    assertThat(hostState()).isEqualTo(before);
  }

  @Test
  void asksOnNoTerminalButTellsAllThatIsMissing() throws Exception {
    startGateway("");
    Process setup = attempt("setup", "--no-service", "--max-peers", "many");

    assertThat(setup.exitValue()).isEqualTo(2);
    assertThat(errors(setup))
        .contains("gateway: missing (give --gateway, DVPN_NODE_GATEWAY or gateway in a settings")
        .contains("endpoint: missing")
        .contains("max-peers (from the option): malformed");
    assertThat(home()).doesNotExist();
  }

  /// What uninstall has to restore: rules and kernel settings of the host's network.
  private Map<String, String> hostState() throws Exception {
    return Map.of(
        "rules", inHost("nft", "list", "ruleset"),
        "links", inHost("ip", "-brief", "link"),
        "sysctl", inHost("sysctl", "-a", "-r", "^net\\.ipv[46]\\.(conf|ip_forward)"));
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Process attempt(String... arguments) throws Exception {
    Process process = namespaces.in("host", builder(arguments)::start);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  private void startGateway(String assignment) throws Exception {
    gateway = namespaces.in("host", () -> new FakeGateway(newFolder(), HOST, assignment));
  }

  private Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "gateway");
  }

  private JsonNode setUp() throws Exception {
    return JsonMapper.shared().readTree(run(setUpLine("--json")));
  }

  private String[] setUpLine(String last) {
    return new String[] {
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
      last
    };
  }

  private Client client(NodeId node, String address) throws IOException {
    NetworkFacts facts =
        JsonMapper.shared()
            .readValue(Files.readString(home().resolve("network.json")), NetworkFacts.class);
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
    return JsonMapper.shared().readTree(run("status", "--json"));
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
    ProcessBuilder builder = builder(arguments);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    if (arguments[0].equals("run")) {
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    }
    return namespaces.in("host", builder::start);
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(AgentHost.PROGRAM);
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", home().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DVPN_AGENT_LEASE_SECONDS", "3");
    return builder;
  }
}
