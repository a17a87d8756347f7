package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UsageFoldTest {

  @Test
  void addsTheNewestAckOfEachBoot() {
    UsageFold fold =
        fold(List.of(new Acked(0, 3, 600, 100), new Acked(0, 5, 700, 200), new Acked(1, 1, 50, 0)));
    assertThat(fold.counted()).isEqualTo(new ByteCount(950));
  }

  @Test
  void countsNothingWithoutAcks() {
    assertThat(UsageFold.EMPTY.counted()).isEqualTo(ByteCount.ZERO);
  }

  @Test
  void countsTheLargerOfTwoAcksOfOneSeq() {
    Acked small = new Acked(0, 3, 600, 100);
    Acked large = new Acked(0, 3, 600, 101);
    assertThat(fold(List.of(small, large)).counted()).isEqualTo(new ByteCount(701));
    assertThat(fold(List.of(large, small)).counted()).isEqualTo(new ByteCount(701));
  }

  /// Invariant I2.
  @Test
  void countsTheSameWhateverIsRepeatedOrReordered() {
    Random random = new Random(42);
    for (int round = 0; round < 300; round++) {
      List<Acked> acks = new ArrayList<>();
      Map<Integer, Acked> newest = new HashMap<>();
      int boots = 1 + random.nextInt(4);
      for (int boot = 0; boot < boots; boot++) {
        long rx = 0;
        long tx = 0;
        for (int seq = 0; seq < random.nextInt(12); seq++) {
          rx += random.nextInt(1 << 20);
          tx += random.nextInt(1 << 20);
          Acked ack = new Acked(boot, seq, rx, tx);
          acks.add(ack);
          newest.put(boot, ack);
        }
      }
      ByteCount expected =
          new ByteCount(newest.values().stream().mapToLong(ack -> ack.rx + ack.tx).sum());
      List<Acked> delivered = new ArrayList<>(acks);
      for (int i = 0; i < acks.size(); i++) {
        delivered.add(acks.get(random.nextInt(acks.size())));
      }
      Collections.shuffle(delivered, random);
      assertThat(fold(delivered)).isEqualTo(fold(acks));
      assertThat(fold(delivered).counted()).isEqualTo(expected);
    }
  }

  private record Acked(int boot, long seq, long rx, long tx) {
    Usage usage() {
      BootId id = BootId.parse("0x" + String.format(Locale.ROOT, "%032x", boot));
      return new Usage(
          new SessionId(Samples.bytes32("session")),
          Samples.node(1),
          id,
          seq,
          new ByteCount(rx),
          new ByteCount(tx),
          0);
    }
  }

  private static UsageFold fold(List<Acked> acks) {
    UsageFold fold = UsageFold.EMPTY;
    for (Acked ack : acks) {
      fold =
          fold.with(
              ack.usage(),
              new Ack(Samples.bytes32("usage"), new ByteCount(ack.rx), new ByteCount(ack.tx)));
    }
    return fold;
  }
}
