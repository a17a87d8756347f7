package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The journal on a real file system without room.
final class FullDiskIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String A = "10.77.0.2";
  private static final String B = "10.77.0.3";

  @TempDir static Path folder;

  private final MovingClock clock = new MovingClock();
  private final PrivateKey nodeKey = PrivateKey.random(RANDOM);
  private final Identity identity =
      new Identity(
          nodeKey,
          new TunnelKey(Client.random32()),
          SmallNetwork.ENDPOINT,
          new Domain(31337, nodeKey.address()),
          BootId.random(RANDOM));
  private final FakeWireGuard wireGuard = new FakeWireGuard();
  private final Doubts doubts = new Doubts((doubt, holds, reason) -> {});
  private final NewestPerKey<SessionId, PeerResult> results = new NewestPerKey<>();
  private final NewestPerKey<SessionId, UsageItem> statements = new NewestPerKey<>();
  private Path disk;
  private Sessions sessions;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    try {
      Tool.run(List.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()));
    } catch (ToolException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("no mounts here: " + e.getMessage(), e);
      }
      Assumptions.abort("needs root for a small file system: " + e.getMessage());
    }
    Path journal = disk.resolve("journal");
    GrantJournal.create(journal);
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    sessions =
        new Sessions(
            identity,
            new SessionSettings(
                SmallNetwork.TUNNEL_NETWORK,
                "",
                10,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)),
            wireGuard,
            new FakeFirewall(clock),
            GrantJournal.open(journal),
            doubts,
            results,
            statements,
            clock);
  }

  @AfterEach
  void unmount() throws Exception {
    Tool.run(List.of("umount", "--lazy", disk.toString()));
  }

  @Test
  void takesNobodyStatesUsageAndRecoversByItself() throws Exception {
    Client first = client(A);
    follow(1, first);
    assertThat(results.take(9, 0).get(first.session()).outcome())
        .isEqualTo(PeerResult.Outcome.INSTALLED);

    fill();
    sessions.reconcile();
    Client second = client(B);
    follow(2, second);
    PeerResult refused = results.take(9, 0).get(second.session());
    assertThat(refused.code()).isEqualTo("NODE_NOT_READY");
    assertThat(doubts.list()).containsExactly(Doubt.DISK_NOT_WRITABLE);
    assertThat(wireGuard.peers).hasSize(1);

    // Usage goes on, and a session can be ended.
    wireGuard.move(first.tunnelKey(), 1 << 20, 1 << 20);
    sessions.sample();
    UsageItem stated = statements.take(9, 0).get(first.session());
    assertThat(stated.usage().message().rx().bytes()).isEqualTo(1 << 20);
    sessions.acked(first.session(), first.ack(stated.usage().message()));
    sessions.follow(new PeersAnswer(1, 3, false, List.of(), List.of(first.session())));
    assertThat(results.take(9, 0).get(first.session()).outcome())
        .isEqualTo(PeerResult.Outcome.REMOVED);
    sessions.reconcile();
    assertThat(doubts.any()).isTrue();

    Files.delete(disk.resolve("filling"));
    sessions.reconcile();
    assertThat(doubts.any()).isFalse();
    follow(4, second);
    assertThat(results.take(9, 0).get(second.session()).outcome())
        .isEqualTo(PeerResult.Outcome.INSTALLED);

    // Nothing of it was lost.
    try (GrantJournal journal = GrantJournal.open(disk.resolve("journal"))) {
      assertThat(journal.find(first.session())).get().matches(GrantJournal.Entry::ended);
      assertThat(journal.floor()).isZero();
    }
  }

  private void fill() throws IOException {
    try (var out = Files.newOutputStream(disk.resolve("filling"), StandardOpenOption.CREATE_NEW)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      // As wanted.
    }
  }

  private void follow(long revision, Client client) {
    sessions.follow(new PeersAnswer(1, revision, false, List.of(client.put()), List.of()));
  }

  private Client client(String address) {
    long now = clock.instant().getEpochSecond();
    return Client.of(
        identity.domain(),
        identity.node(),
        new TunnelKey(Client.random32()),
        address,
        1L << 30,
        now - 5,
        now + 600);
  }
}
