package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.wire.agent.UsageItem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 and SIGTERM under traffic, again and again; 5 times in the gate, 200 with dvpn.nightly.
final class KilledAgentIT {
  private static final int KILLS = Boolean.getBoolean("dvpn.nightly") ? 200 : 5;

  /// Every fifth is SIGTERM.
  private static final int STOPPED = 5;

  /// What a session moves between two looks at its counters, at most; at 20 MB/s for half a second.
  private static final long SAMPLE = 10L << 20;

  @TempDir Path folder;

  @Test
  void losesNoBytesAndLeavesNoPeer() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed: " + seed);
    Random random = new Random(seed);
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      HonestClient honest = new HonestClient(host);
      host.gateway.signAs(honest);
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
      host.download();
      for (int kill = 0; kill < KILLS; kill++) {
        int boots = kill + 1;
        AgentHost.await("a statement of this boot", 30, () -> boots(host) == boots);
        Thread.sleep(random.nextInt(1000));
        if (kill % STOPPED == STOPPED - 1) {
          assertThat(host.stopAgent()).as("ends with SIGTERM").isTrue();
        } else {
          host.killAgent();
        }
        if (kill == 0) {
          failsClosed(host);
        }
        host.startAgent();
      }
      AgentHost.await("a statement of the last boot", 30, () -> boots(host) == KILLS + 1);

      host.peers.desire();
      AgentHost.await("no peer", 15, () -> !host.holdsPeer(host.client));
      assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isFalse();
      Thread.sleep(1500);
      goesForwardInEachBoot(host);
      long seen = host.seen()[0];
      long counted = honest.signedBytes();
      System.out.printf(
          "kills: %s, boots: %s, client saw: %s, signed for: %s, missing: %s%n",
          KILLS, boots(host), seen, counted, seen - counted);
      assertThat(counted).isBetween(seen - SAMPLE, seen);
    }
  }

  /// Nothing of ours runs, wireguard-go does, and the kernel alone ends the traffic.
  private static void failsClosed(AgentHost host) throws Exception {
    AgentHost.await("end of lease", 5, () -> !host.serves(AgentHost.CLIENT_ADDRESS));
    Thread.sleep(300);
    long then = host.downloaded();
    Thread.sleep(700);
    assertThat(host.downloaded()).isEqualTo(then);
    assertThat(host.agent().isAlive()).isFalse();
    assertThat(host.holdsPeer(host.client)).as("WireGuard lives").isTrue();
  }

  private static void goesForwardInEachBoot(AgentHost host) {
    Map<BootId, Usage> newest = new HashMap<>();
    for (UsageItem item : host.gateway.stated()) {
      Usage usage = item.usage().message();
      Usage before = newest.put(usage.boot(), usage);
      if (before != null && usage.seq() != before.seq()) {
        assertThat(usage.seq()).isGreaterThan(before.seq());
        assertThat(usage.rx()).isGreaterThanOrEqualTo(before.rx());
        assertThat(usage.tx()).isGreaterThanOrEqualTo(before.tx());
      }
    }
    assertThat(newest).hasSize(KILLS + 1);
  }

  private static long boots(AgentHost host) {
    return host.gateway.stated().stream()
        .map(item -> item.usage().message().boot())
        .distinct()
        .count();
  }
}
