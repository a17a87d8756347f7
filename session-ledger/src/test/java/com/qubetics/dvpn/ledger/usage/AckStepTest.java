package com.qubetics.dvpn.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AckStepTest {

  @Test
  void countsTheDifferenceWhereTheNewerUsageBelongs() {
    Boot boot = new Boot();
    boot.take(5, 7, 900);
    boot.take(6, 8, 1_000);
    assertThat(boot.counted).containsExactly(Map.entry(7L, 900L), Map.entry(8L, 100L));
  }

  @Test
  void movesWhatALateAckShowsToBeAnEarlierEpochs() {
    Boot boot = new Boot();
    boot.take(4, 6, 300);
    boot.take(6, 8, 1_000);
    assertThat(boot.take(5, 7, 900)).isEqualTo(new AckStep.Change.Moves(300, 8, 600));
    assertThat(boot.counted)
        .containsExactly(Map.entry(6L, 300L), Map.entry(7L, 600L), Map.entry(8L, 100L));
  }

  @Test
  void addsNothingForAnAckThatALaterOneOfNoLaterEpochCovers() {
    Boot boot = new Boot();
    boot.take(6, 7, 1_000);
    assertThat(boot.take(5, 7, 900)).isEqualTo(new AckStep.Change.Nothing());
    assertThat(boot.take(5, 8, 900)).isEqualTo(new AckStep.Change.Nothing());
    assertThat(boot.take(6, 8, 1_000)).isEqualTo(new AckStep.Change.Nothing());
  }

  @Test
  void countsTheRestOfAUsageInTheEpochThatIsOpenThen() {
    Boot boot = new Boot();
    boot.take(6, 7, 900);
    assertThat(boot.take(6, 8, 1_000)).isEqualTo(new AckStep.Change.Counts(900, 100));
    assertThat(boot.counted).containsExactly(Map.entry(7L, 900L), Map.entry(8L, 100L));
  }

  @Test
  void refusesAcksThatFallBesideALowerOrAHigherSeq() {
    Boot boot = new Boot();
    boot.take(4, 6, 300);
    boot.take(6, 8, 1_000);
    assertThat(boot.take(7, 8, 999)).isEqualTo(new AckStep.Change.Falls());
    assertThat(boot.take(5, 7, 1_001)).isEqualTo(new AckStep.Change.Falls());
    assertThat(boot.take(5, 7, 299)).isEqualTo(new AckStep.Change.Falls());
  }

  /// Invariant I2: what was paid adds up to the newest ack, and each epoch's part is up to its last
  /// ack, in whatever order the acks come and however often.
  @Test
  void givesEachEpochTheSameBytesInWhateverOrderAcksCome() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      List<long[]> acks = acks(random);
      TreeMap<Long, Long> expected = parts(acks);
      List<long[]> order = new ArrayList<>(acks);
      order.addAll(acks);
      Collections.shuffle(order, random);
      Boot boot = new Boot();
      order.forEach(ack -> boot.take(ack[0], ack[1], ack[2]));
      boot.counted.values().removeIf(bytes -> bytes == 0);
      assertThat(boot.counted).isEqualTo(expected);
      assertThat(boot.steps.stream().mapToLong(step -> step.total() - step.before()).sum())
          .isEqualTo(acks.getLast()[2]);
    }
  }

  /// The same while epochs are sealed: an ack that comes late for its own counts in the oldest open
  /// one, no sealed epoch changes, and still the sum is the newest ack.
  @Test
  void changesNoSealedEpochAndLosesNothingThatComesLate() {
    Random random = new Random(12);
    for (int round = 0; round < 2_000; round++) {
      List<long[]> acks = acks(random);
      List<long[]> order = new ArrayList<>(acks);
      Collections.shuffle(order, random);
      Boot boot = new Boot();
      long oldest = 0;
      TreeMap<Long, Long> sealed = new TreeMap<>();
      for (long[] ack : order) {
        if (random.nextInt(4) == 0) {
          sealed.put(oldest, boot.counted.getOrDefault(oldest, 0L));
          oldest++;
        }
        boot.take(ack[0], Math.max(ack[1], oldest), ack[2]);
        sealed.forEach(
            (epoch, bytes) -> assertThat(boot.counted.getOrDefault(epoch, 0L)).isEqualTo(bytes));
      }
      assertThat(boot.counted.values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(acks.getLast()[2]);
    }
  }

  /// Acks `{seq, epoch, bytes}` of a boot, each growing.
  private static List<long[]> acks(Random random) {
    List<long[]> acks = new ArrayList<>();
    long epoch = random.nextInt(3);
    long bytes = 0;
    for (int seq = 1; seq <= 1 + random.nextInt(12); seq++) {
      epoch += random.nextInt(3) / 2;
      bytes += random.nextInt(1_000);
      acks.add(new long[] {seq, epoch, bytes});
    }
    return acks;
  }

  private static TreeMap<Long, Long> parts(List<long[]> acks) {
    TreeMap<Long, Long> ends = new TreeMap<>();
    acks.forEach(ack -> ends.put(ack[1], ack[2]));
    TreeMap<Long, Long> parts = new TreeMap<>();
    long before = 0;
    for (Map.Entry<Long, Long> end : ends.entrySet()) {
      if (end.getValue() > before) {
        parts.put(end.getKey(), end.getValue() - before);
      }
      before = end.getValue();
    }
    return parts;
  }

  /// Keeps steps and epochs' bytes as the ledger's tables do.
  private static final class Boot {
    private final List<AckStep> steps = new ArrayList<>();
    private final TreeMap<Long, Long> counted = new TreeMap<>();

    AckStep.Change take(long seq, long epoch, long bytes) {
      Comparator<AckStep> order = Comparator.comparingLong(AckStep::epoch);
      Optional<AckStep> lower = steps.stream().filter(step -> step.seq() <= seq).max(order);
      Optional<AckStep> higher = steps.stream().filter(step -> step.seq() > seq).min(order);
      Ack ack = new Ack(Bytes32.ZERO, new ByteCount(bytes), ByteCount.ZERO);
      AckStep.Change change = AckStep.of(seq, epoch, ack, lower, higher);
      switch (change) {
        case AckStep.Change.Nothing() -> {}
        case AckStep.Change.Falls() -> {}
        case AckStep.Change.Counts(long before, long added) -> {
          keep(new AckStep(seq, epoch, bytes, 0, before));
          counted.merge(epoch, added, Long::sum);
        }
        case AckStep.Change.Moves(long before, long from, long moved) -> {
          AckStep next = higher.orElseThrow();
          keep(new AckStep(seq, epoch, bytes, 0, before));
          keep(new AckStep(next.seq(), from, next.rx(), next.tx(), bytes));
          counted.merge(epoch, moved, Long::sum);
          counted.merge(from, -moved, Long::sum);
        }
      }
      return change;
    }

    private void keep(AckStep step) {
      steps.removeIf(kept -> kept.epoch() == step.epoch());
      steps.add(step);
    }
  }
}
