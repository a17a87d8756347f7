package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import com.qubetics.dvpn.agent.usage.Credit;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.wire.agent.UsageItem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Credit under the fastest transfer that this machine can make: who signs what he sees is never
/// paused, however late; who does not is slowed, then paused, and goes on with his next ack. With
/// dvpn.nightly 4 GiB, after a silence.
final class TransferIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("dvpn.nightly");
  private static final long BYTES = NIGHTLY ? 4L << 30 : 256L << 20;
  private static final Duration TIME = Duration.ofSeconds(NIGHTLY ? 600 : 8L * AgentHost.SLOW);

  /// Without a pause TCP alone stops for lost packets: 200, then 400 ms.
  private static final Duration LONGEST_GAP = Duration.ofSeconds(2L * AgentHost.SLOW);

  /// So long that the agent takes the session for one that sleeps.
  private static final Duration SILENCE = Duration.ofSeconds(NIGHTLY ? 12 : 0);

  private static final Duration LATE = Duration.ofSeconds(4);

  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void neverPausesAClientThatSignsWhatItSaw() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.gateway.signAs(new HonestClient(host));
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
      Thread.sleep(SILENCE);

      long began = System.nanoTime();
      Duration gap;
      long bytes;
      try (Transfer transfer = new Transfer(host, folder)) {
        while (transfer.bytes() < BYTES && System.nanoTime() - began < TIME.toNanos()) {
          assertThat(pausedSessions(host)).isZero();
          assertThat(host.gateway.stated()).noneMatch(UsageItem::paused);
          Thread.sleep(20);
        }
        gap = transfer.longestGap();
        bytes = transfer.bytes();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "transfer: %d MiB in %.1f s: %.0f Mbit/s; longest gap %d ms%n",
          bytes / MIB,
          seconds,
          bytes * 8 / 1e6 / seconds,
          gap.toMillis());
      System.out.println("stated, in KiB since the one before: " + steps(host));
      System.out.println("client saw " + host.seen()[0] + ", stated " + last(host).tx().bytes());

      assertThat(host.gateway.stated()).noneMatch(UsageItem::paused);
      assertThat(host.log()).content().doesNotContain("session paused");
      assertThat(gap).isLessThan(LONGEST_GAP);
      assertThat(steps(host).getFirst() * 1024).isLessThan(Credit.START + Credit.ON_THE_WAY);
      assertThat(steps(host)).as("credit grew").anyMatch(step -> step * 1024 > Credit.START);
    }
  }

  @Test
  void slowsAtFirstAndNeverPausesAClientWhoseAcksTakeFourSeconds() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of());
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
      HonestClient honest = new HonestClient(host);
      host.gateway.signAs(
          item -> {
            later.schedule(
                () -> host.peers.desire(host.client.put(honest.apply(item).orElseThrow())),
                LATE.toMillis(),
                TimeUnit.MILLISECONDS);
            return Optional.empty();
          });
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));

      try (Transfer transfer = new Transfer(host, folder)) {
        AgentHost.await("a limit", 10, () -> host.limits(AgentHost.CLIENT_ADDRESS));
        long freed = AgentHost.await("no limit", 20, () -> !host.limits(AgentHost.CLIENT_ADDRESS));
        long then = transfer.bytes();
        AgentHost.await("64 MiB more", 30, () -> transfer.bytes() > then + 64 * MIB);
        System.out.printf(
            "acks after %s ms: slowed for %s ms, %s KiB by then; longest gap %s ms%n",
            LATE.toMillis(), freed, then / 1024, transfer.longestGap().toMillis());
        assertThat(then).isBetween(Credit.START, Credit.START + Credit.ON_THE_WAY);
      } finally {
        later.shutdownNow();
      }
      assertThat(host.gateway.stated()).noneMatch(UsageItem::paused);
      assertThat(host.log()).content().doesNotContain("session paused");
      assertThat(host.log()).content().containsOnlyOnce("session slowed");
    }
  }

  @Test
  void slowsAndThenPausesAClientThatSignsNothingUntilItsNextAck() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));

      try (Transfer transfer = new Transfer(host, folder)) {
        long paused =
            AgentHost.await(
                "pause", 40, () -> host.gateway.stated().stream().anyMatch(UsageItem::paused));
        assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isFalse();
        assertThat(host.limits(AgentHost.CLIENT_ADDRESS)).isFalse();
        Thread.sleep(200);
        long then = transfer.bytes();
        AgentHost.await("a status that says so", 5, () -> pausedSessions(host) == 1);
        Thread.sleep(1000);
        assertThat(transfer.bytes()).as("nothing passes").isEqualTo(then);
        long moved = last(host).rx().bytes() + last(host).tx().bytes();

        HonestClient honest = new HonestClient(host);
        host.gateway.signAs(honest);
        host.peers.desire(
            host.client.put(honest.apply(host.gateway.stated().getLast()).orElseThrow()));
        long resumed = AgentHost.await("bytes again", 10, () -> transfer.bytes() > then);
        AgentHost.await("32 MiB", 20, () -> transfer.bytes() > then + 32 * MIB);
        System.out.printf(
            "unsigned: paused after %s ms with %s KiB (credit %s KiB); bytes again after %s ms%n",
            paused, moved / 1024, Credit.START / 1024, resumed);
        assertThat(moved)
            .isBetween(
                Credit.START + Credit.ON_THE_WAY, Credit.START + Credit.ON_THE_WAY + 2 * MIB);
        assertThat(host.log()).content().containsOnlyOnce("session slowed");
        assertThat(host.gateway.stated().getLast().paused()).isFalse();
        assertThat(host.log()).content().containsOnlyOnce("session paused");
      }
    }
  }

  /// One of an account that left bytes unsigned elsewhere.
  @Test
  void letsAFreeRiderHaveNoMoreThanTheLedgerGivesItAtWhateverSpeedOfTheLine() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.peers.desire(host.client.putWithCredit(ByteCount.ofMebibytes(1)));
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));

      try (Transfer transfer = new Transfer(host, folder)) {
        AgentHost.await("a limit", 10, () -> host.limits(AgentHost.CLIENT_ADDRESS));
        AgentHost.await(
            "pause", 60, () -> host.gateway.stated().stream().anyMatch(UsageItem::paused));
        assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isFalse();
      }
      assertThat(last(host).rx().bytes() + last(host).tx().bytes()).isBetween(MIB, MIB + MIB / 4);
    }
  }

  private static int pausedSessions(AgentHost host) {
    try {
      return StatusFile.read(host.home).map(Status::paused).orElse(0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Usage last(AgentHost host) {
    return host.gateway.stated().getLast().usage().message();
  }

  /// What moved between a statement and the one before it, KiB.
  private static List<Long> steps(AgentHost host) {
    List<Long> steps = new ArrayList<>();
    long before = 0;
    for (UsageItem item : host.gateway.stated()) {
      Usage usage = item.usage().message();
      long counted = usage.rx().bytes() + usage.tx().bytes();
      steps.add((counted - before) / 1024);
      before = counted;
    }
    return steps;
  }
}
