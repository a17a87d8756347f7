package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ThroughputTest {
  private long passed = Long.MAX_VALUE - 5; // the origin of this time is arbitrary
  private final Throughput throughput = new Throughput(() -> passed);

  @Test
  void isTheMeanSinceItWasLastTold() {
    passes(Duration.ofSeconds(2));
    assertThat(throughput.at(new Moved(2_000, 6_000)))
        .isEqualTo(new Throughput.PerSecond(1_000, 3_000));

    passes(Duration.ofMillis(1_500));
    assertThat(throughput.at(new Moved(2_000, 6_300))).isEqualTo(new Throughput.PerSecond(0, 200));
  }

  @Test
  void isTheSameWhenAskedAgainAtOnce() {
    passes(Duration.ofSeconds(1));
    Throughput.PerSecond told = throughput.at(new Moved(500, 700));

    passes(Duration.ofMillis(999));
    assertThat(throughput.at(new Moved(500, 700))).isEqualTo(told);

    passes(Duration.ofMillis(1));
    assertThat(throughput.at(new Moved(800, 700))).isEqualTo(new Throughput.PerSecond(300, 0));
  }

  @Test
  void losesNoByteWhateverTheRhythm() {
    Random random = new Random(3);
    Moved moved = Moved.NOTHING;
    double told = 0;
    long since = 0;
    for (int i = 0; i < 1_000; i++) {
      long millis = 1 + random.nextInt(3_000);
      passes(Duration.ofMillis(millis));
      since += millis;
      moved = moved.plus(new Moved(random.nextInt(1 << 30), 0));
      Throughput.PerSecond rate = throughput.at(moved);
      if (since >= 1_000) {
        told += rate.rxBytes() * (since / 1000.0);
        since = 0;
      }
    }
    passes(Duration.ofSeconds(1));
    told += throughput.at(moved).rxBytes() * (since / 1000.0 + 1);

    assertThat(told).isCloseTo(moved.rxBytes(), org.assertj.core.data.Offset.offset(4_000.0));
  }

  private void passes(Duration time) {
    passed += time.toNanos();
  }
}
