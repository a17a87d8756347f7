package com.qubetics.dvpn.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackOffTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void doublesUpToTheLongestWaitAndDrawsBetweenHalfAndAll(long seed) {
    BackOff backOff = new BackOff(FIRST, LONGEST, new Random(seed));

    for (long most : new long[] {200, 400, 800, 1_600, 2_000, 2_000, 2_000}) {
      assertThat(backOff.next()).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
    }
  }

  @Test
  void beginsAgainAfterASuccess() {
    BackOff backOff = new BackOff(FIRST, LONGEST, RandomGenerator.getDefault());
    backOff.next();
    backOff.next();
    backOff.next();

    backOff.reset();

    assertThat(backOff.next()).isLessThanOrEqualTo(FIRST);
  }

  @Test
  void refusesWaitsThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackOff(Duration.ZERO, LONGEST, RandomGenerator.getDefault()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackOff(LONGEST, FIRST, RandomGenerator.getDefault()));
  }
}
