package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.controlplane.AgentCalls;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
  private FakeControlPlane gateway;
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
            } catch (com.qubetics.dvpn.wireguard.host.ToolException e) {
              return "gone already";
            }
          });
      namespaces.close();
    }
  }

  @Test
  void livesFromSetupToUninstall() throws Exception {
    startGateway();
    Map<String, String> before = hostState();
    Process rehearsal = attempt(setUpLine("--dry-run"));
    assertThat(rehearsal.exitValue()).as(() -> errors(rehearsal)).isZero();
    assertThat(hostState()).isEqualTo(before);
    assertThat(home()).doesNotExist();

    JsonNode registration = setUp();
    assertThat(hostState()).isNotEqualTo(before);
    NodeId node = NodeId.parse(registration.get("node").asString());
    assertThat(registration.get("value").asString()).isEqualTo("20000000000000000000");
    assertThat(setUp().get("node")).isEqualTo(registration.get("node"));
    gateway.close();
    startGateway();
    Endpoint probed = Endpoint.parse(HOST + ":51821");
    Bytes32 challenge = Bytes32.parse("0x" + "11".repeat(32));
    gateway.agents.assign(
        slot ->
            new Assignment(
                slot,
                node,
                probed,
                challenge,
                AgentCalls.PROBE_KEY.mac(new ProbeAnswer(node, slot, challenge))));
    setUp();

    long began = System.nanoTime();
    agent = command("run");
    assertThat(gateway.agents.heartbeat().maxPeers()).isEqualTo(1000);
    System.out.printf("agent ready: %s ms%n", (System.nanoTime() - began) / 1_000_000);
    assertThat(gateway.agents.probe().answer()).isNotNull();
    while (!gateway.agents.heartbeat().ready()) {
      // Its first answers prove the clock.
    }

    Client client = client(node, "10.77.0.2");
    List<PeersAnswer.Put> wished = new ArrayList<>(List.of(client.put()));
    installs(wished, client);
    assertThat(leases()).contains(SmallNetwork.listed("10.77.0.2") + " ");
    for (int host = 3; host < 8; host++) {
      Client other = client(node, "10.77.0." + host);
      wished.add(other.put());
      installs(wished, other);
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
    Thread.sleep(3200); // The lease, and a little.
    assertThat(inHost("wg", "show", INTERFACE, "peers")).contains(client.tunnelKey().toBase64());
    assertThat(leases()).doesNotContain(SmallNetwork.listed("10.77.0.2") + " ");

    // The next agent adopts interface and session.
    gateway.agents.peers.desire(client.put());
    agent = command("run");
    assertThat(outcome(client)).isEqualTo(PeerResult.Outcome.INSTALLED);
    assertThat(leases()).contains(SmallNetwork.listed("10.77.0.2") + " ");

    gateway.agents.peers.desire();
    assertThat(outcome(client)).isEqualTo(PeerResult.Outcome.REMOVED);
    assertThat(inHost("wg", "show", INTERFACE, "peers")).isBlank();
    assertThat(leases()).doesNotContain(SmallNetwork.listed("10.77.0.2") + " ");

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
    startGateway();
    inHost("nft", "add", "table", "inet", "closed");
    inHost(
        "nft", "add chain inet closed in { type filter hook input priority -10; policy accept; }");
    inHost("nft", "add", "rule", "inet", "closed", "in", "udp", "dport", "51820", "drop");
    Map<String, String> before = hostState();

    Process setup = attempt(setUpLine("--json"));

    String errors = errors(setup);
    assertThat(setup.exitValue()).as(errors).isEqualTo(1);
    assertThat(errors)
        .contains(" 9 ERROR   REACHABLE  no answer from outside on UDP 51820")
        .contains("remedy: open UDP 51820 and 51821");
    assertThat(hostState()).isEqualTo(before);
  }

  @Test
  void asksOnNoTerminalButTellsAllThatIsMissing() throws Exception {
    startGateway();
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

  private static String errors(Process process) {
    try {
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process attempt(String... arguments) throws Exception {
    Process process = namespaces.in("host", builder(arguments)::start);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  private void startGateway() throws Exception {
    InetAddress address = InetAddress.ofLiteral(HOST);
    gateway = namespaces.in("host", () -> new FakeControlPlane(address));
  }

  private JsonNode setUp() throws Exception {
    return JsonMapper.shared().readTree(run(setUpLine("--json")));
  }

  private String[] setUpLine(String last) {
    return new String[] {
      "setup",
      "--gateway",
      gateway.url().toString(),
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

  private void installs(List<PeersAnswer.Put> wished, Client newest) throws InterruptedException {
    long began = System.nanoTime();
    gateway.agents.peers.desire(wished);
    assertThat(outcome(newest)).isEqualTo(PeerResult.Outcome.INSTALLED);
    System.out.printf("wished to installed: %s ms%n", (System.nanoTime() - began) / 1_000_000);
  }

  private PeerResult.Outcome outcome(Client client) throws InterruptedException {
    PeerResult result = gateway.agents.results().getFirst();
    assertThat(result.sessionId()).isEqualTo(client.session());
    return result.outcome();
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
