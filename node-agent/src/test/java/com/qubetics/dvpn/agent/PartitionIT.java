package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Agent and gateway can't hear each other, or one can't hear the other: nobody comes in, who is in
/// goes on for the grace, and five seconds after the healing both hold the same set.
final class PartitionIT {
  private static final int HEALING_SECONDS = 5;

  /// As long as the test: the poll that waits when the agent's words are cut off goes on waiting.
  private static final Duration LONGEST_POLL = Duration.ofSeconds(25);

  private static final String OTHER_ADDRESS = "10.77.0.9";

  @TempDir Path folder;

  @Test
  void endsWithTheGraceAndComesBackWithTheHealing() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of("DVPN_AGENT_GRACE_SECONDS", "8"))) {
      host.peers.waitFor(LONGEST_POLL);
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
      Client other = host.client(TunnelSecret.random(new SecureRandom()), OTHER_ADDRESS);

      // The gateway's words are lost, the agent's are not.
      cut(host, "sport");
      host.peers.desire(host.client.put(), other.put());
      Thread.sleep(4000);
      assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).as("within the grace").isTrue();
      assertThat(host.holdsPeer(other)).isFalse();
      AgentHost.await("end of grace", 15, () -> !host.serves(AgentHost.CLIENT_ADDRESS));
      Thread.sleep(1000);
      assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isFalse();

      heal(host);
      long back =
          AgentHost.await(
              "equal sets",
              HEALING_SECONDS,
              () -> host.holdsPeer(other) && host.serves(AgentHost.CLIENT_ADDRESS));

      // All words are lost; a revocation takes hold with the healing.
      cut(host, "sport");
      cut(host, "dport");
      host.peers.desire(other.put());
      Thread.sleep(4000);
      assertThat(host.holdsPeer(host.client)).isTrue();
      heal(host);
      long revoked =
          AgentHost.await("revocation", HEALING_SECONDS, () -> !host.holdsPeer(host.client));
      assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isFalse();
      assertThat(host.serves(OTHER_ADDRESS)).isTrue();

      // The agent's words are lost, the gateway's are not: the poll that waits is still answered,
      // and what follows from the answer is told with the healing.
      AgentHost.await(
          "its result",
          HEALING_SECONDS,
          () -> told(host).anyMatch(result -> isRemoval(result, host.client)));
      AgentHost.await("a poll that waits", HEALING_SECONDS, host.peers::isAwaited);
      cut(host, "dport");
      host.peers.desire();
      AgentHost.await("the last words", 3, () -> !host.holdsPeer(other));
      assertThat(told(host)).isEmpty();
      heal(host);
      long told =
          AgentHost.await(
              "result",
              HEALING_SECONDS,
              () -> told(host).anyMatch(result -> isRemoval(result, other)));
      System.out.printf(
          "healed: sets equal after %s ms, revoked after %s ms, told after %s ms%n",
          back, revoked, told);
    }
  }

  /// What the gateway has been told since this was last asked.
  private static Stream<PeerResult> told(AgentHost host) {
    return host.gateway.newResults().stream();
  }

  private static boolean isRemoval(PeerResult result, Client client) {
    return result.outcome() == PeerResult.Outcome.REMOVED
        && result.sessionId().equals(client.session());
  }

  /// @param port `sport`: what the gateway says is lost; `dport`: what it is told
  private static void cut(AgentHost host, String port) throws Exception {
    String hook = port.equals("sport") ? "output" : "input";
    String script =
        "table inet cut {\nchain cut_%s {\ntype filter hook %s priority 0\ntcp %s %s drop\n}\n}\n"
            .formatted(port, hook, port, host.controlPlane.url().getPort());
    host.namespaces.in(
        AgentHost.WORLD,
        () -> Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII)));
  }

  private static void heal(AgentHost host) throws Exception {
    host.run(AgentHost.WORLD, "nft delete table inet cut");
  }
}
