package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Restarts restarts = new Restarts();

  @Test
  void waitsTwiceAsLongEachTimeAndGivesUpAtTheSixth() {
    List<Long> waits =
        IntStream.range(0, 7)
            .mapToObj(n -> restarts.after(START.plusSeconds(n)))
            .map(wait -> wait.map(Duration::toSeconds).orElse(-1L))
            .toList();
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, -1L, -1L);
  }

  @Test
  void forgetsWhatEndedLongAgo() {
    for (int n = 0; n < 100; n++) {
      assertThat(restarts.after(START.plus(Restarts.WINDOW.multipliedBy(n))))
          .contains(Duration.ofSeconds(1));
    }
  }
}
