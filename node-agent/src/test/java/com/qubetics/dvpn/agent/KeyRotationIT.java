package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// New keys of a node whose agent runs, with a client in its tunnel: the agent goes over by itself,
/// in the same process, once the registry says that the chain has them.
final class KeyRotationIT {
  private static final String OTHER_ADDRESS = "10.77.0.9";

  /// A poll of before may still wait at the gateway for so long.
  private static final int SECONDS = 40;

  /// Packets that the rules let pass before the lease ended and WireGuard had not counted yet.
  private static final long ON_THE_WAY = 1 << 20;

  @TempDir Path folder;

  private AgentHost host;
  private NodeId before;

  @BeforeEach
  void serve() throws Exception {
    host = new AgentHost(folder, Map.of());
    before = node();
    host.gateway.register(host.home.tunnelKey().publicKey());
    host.peers.desire(host.client.put());
    host.startAgent();
    AgentHost.await("lease", SECONDS, () -> host.serves(AgentHost.CLIENT_ADDRESS));
  }

  @AfterEach
  void end() throws Exception {
    host.close();
  }

  @Test
  void goesOverToANewNodeKey() throws Exception {
    host.gateway.signAs(item -> Optional.of(host.client.ack(item.usage().message())));
    host.download();
    AgentHost.await("traffic", SECONDS, () -> host.downloaded() > 30 << 20);
    NodeId next = NodeId.parse(rotation().get("node").asString());
    assertThat(rotation().get("node").asString()).as("again").isEqualTo(next.toString());
    AgentHost.await("the old key until then", SECONDS, () -> host.gateway.isPolledBy(before));

    host.gateway.rotate(before);

    AgentHost.await("polls by the new key", SECONDS, () -> host.gateway.isPolledBy(next));
    assertThat(node()).isEqualTo(next);
    assertThat(files()).noneMatch(name -> name.contains(".next"));
    AgentHost.await("end of the old key's peer", SECONDS, () -> !host.holdsPeer(host.client));
    assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isFalse();
    Usage last = host.gateway.stated().getLast().usage().message();
    assertThat(last.node()).isEqualTo(before);
    assertThat(last.tx().bytes())
        .as("what the client saw")
        .isGreaterThan(host.seen()[0] - ON_THE_WAY);

    servesAnother();
    AgentHost.await("status of the new node", SECONDS, () -> shows(next));
    assertThat(host.agent().isAlive()).isTrue();
  }

  @Test
  void goesOverToANewTunnelKeyAndInstallsTheSessionAgain() throws Exception {
    JsonNode update = update();
    TunnelKey next = TunnelKey.parse(update.get("tunnelKey").asString());
    assertThat(update().get("tunnelKey")).isEqualTo(update.get("tunnelKey"));
    assertThat(publicKey()).isNotEqualTo(next.toBase64());

    host.gateway.register(next);

    AgentHost.await("the new key", SECONDS, () -> publicKey().equals(next.toBase64()));
    while (host.gateway.results().stream().noneMatch(result -> offers(result, next))) {
      // What was told before the change.
    }
    AgentHost.await("lease", SECONDS, () -> host.serves(AgentHost.CLIENT_ADDRESS));
    assertThat(host.holdsPeer(host.client)).isTrue();
    assertThat(node()).isEqualTo(before);
    assertThat(files()).noneMatch(name -> name.contains(".next"));
    assertThat(host.agent().isAlive()).isTrue();
  }

  @Test
  void goesOverAfterAKillBetweenCommandAndAdoption() throws Exception {
    NodeId next = NodeId.parse(rotation().get("node").asString());
    TunnelKey nextTunnel = TunnelKey.parse(update().get("tunnelKey").asString());
    host.killAgent();
    host.gateway.rotate(before);
    assertThat(rotation().get("node").asString()).isEqualTo(next.toString());

    host.startAgent();

    AgentHost.await("polls by the new key", SECONDS, () -> host.gateway.isPolledBy(next));
    assertThat(files()).contains("tunnel.key.next").doesNotContain("node.key.next");
    host.gateway.register(nextTunnel);
    AgentHost.await("the new key", SECONDS, () -> publicKey().equals(nextTunnel.toBase64()));
    host.killAgent();
    host.startAgent();
    servesAnother();
    assertThat(files()).noneMatch(name -> name.contains(".next"));
  }

  /// As the package has it: root runs the command, the agent's own user owns the folder.
  @Test
  void leavesTheNewKeyToTheAgentsUser() throws Exception {
    host.run(AgentHost.HOST, "chown -R nobody " + host.home.folder());

    rotation();
    update();

    for (String key : List.of("node.key.next", "tunnel.key.next")) {
      assertThat(Files.getOwner(host.home.folder().resolve(key)).getName()).isEqualTo("nobody");
    }
  }

  private static boolean offers(PeerResult result, TunnelKey key) {
    return result.offer() != null && result.offer().message().nodeTunnelKey().equals(key);
  }

  private void servesAnother() throws Exception {
    Client other = host.client(TunnelSecret.random(new SecureRandom()), OTHER_ADDRESS);
    host.peers.desire(other.put());
    AgentHost.await("another session", SECONDS, () -> host.serves(OTHER_ADDRESS));
    assertThat(host.holdsPeer(other)).isTrue();
  }

  private JsonNode rotation() throws Exception {
    return JsonMapper.shared().readTree(host.say("rotate-key", "--json"));
  }

  private JsonNode update() throws Exception {
    return JsonMapper.shared()
        .readTree(host.say("rotate-key", "--tunnel", "--nonce", "1", "--json"));
  }

  private NodeId node() throws IOException {
    return new NodeId(host.home.nodeKey().address());
  }

  private String publicKey() {
    try {
      return host.run(AgentHost.HOST, "wg show " + AgentHost.TUNNEL + " public-key").strip();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean shows(NodeId node) {
    try {
      String status = Files.readString(host.home.statusFile());
      return JsonMapper.shared().readTree(status).get("node").asString().equals(node.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(host.home.folder())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
