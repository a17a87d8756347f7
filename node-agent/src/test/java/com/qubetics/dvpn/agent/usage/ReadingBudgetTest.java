package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ReadingBudgetTest {
  private static final Instant T = Instant.ofEpochSecond(1_800_000_000);

  private final ReadingBudget budget = new ReadingBudget();

  @Test
  void neverPutsOffACheapReading() {
    budget.spent(T, T.plusMillis(4));

    assertThat(budget.rest(T.plusMillis(4))).isZero();
  }

  @Test
  void restsFourTimesAsLongAsADearReadingTook() {
    budget.spent(T, T.plusMillis(150));

    assertThat(budget.rest(T.plusMillis(150))).isEqualTo(Duration.ofMillis(600));
    assertThat(budget.rest(T.plusMillis(749))).isEqualTo(Duration.ofMillis(1));
    assertThat(budget.rest(T.plusMillis(750))).isZero();
  }

  @Test
  void restsTwoSecondsAtMost() {
    budget.spent(T, T.plusSeconds(30));

    assertThat(budget.rest(T.plusSeconds(30))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void isNotStoppedByAClockThatJumps() {
    budget.spent(T, T.plusMillis(150));
    assertThat(budget.rest(T.minusSeconds(3600))).isZero();

    budget.spent(T, T.minusSeconds(3600));
    assertThat(budget.rest(T.minusSeconds(3600))).isZero();
  }
}
