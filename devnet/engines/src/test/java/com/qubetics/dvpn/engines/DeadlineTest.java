package com.qubetics.dvpn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  private final AtomicLong nanos = new AtomicLong();
  private double slowness = 1;

  private Deadline tenSeconds() {
    return new Deadline(Duration.ofSeconds(10), nanos::get, () -> slowness);
  }

  private void after(Deadline deadline, int seconds) {
    for (int i = 0; i < 10; i++) {
      nanos.addAndGet(Duration.ofSeconds(seconds).toNanos() / 10);
      deadline.passed();
    }
  }

  @Test
  void endsAfterItsLimitOnAnIdleMachine() {
    Deadline deadline = tenSeconds();
    after(deadline, 9);
    assertThat(deadline.passed()).isFalse();
    after(deadline, 2);
    assertThat(deadline.passed()).isTrue();
    assertThat(deadline).hasToString("11 s");
  }

  @Test
  void stretchesWhileTheMachineIsSlow() {
    Deadline deadline = tenSeconds();
    slowness = 5;
    after(deadline, 45);
    assertThat(deadline.passed()).isFalse();
    assertThat(deadline).hasToString("45 s, worth 9 s on an idle machine");
    after(deadline, 10);
    assertThat(deadline.passed()).isTrue();
  }

  @Test
  void stretchesNoFurtherOnceTheMachineIsIdleAgain() {
    Deadline deadline = tenSeconds();
    slowness = 5;
    after(deadline, 40);
    slowness = 1;
    after(deadline, 1);
    assertThat(deadline.passed()).isFalse();
    after(deadline, 2);
    assertThat(deadline.passed()).isTrue();
  }

  @Test
  void measuresNothingInItsFirstTwoSeconds() {
    slowness = 1000;
    Deadline deadline = tenSeconds();
    nanos.addAndGet(Duration.ofMillis(1900).toNanos());
    deadline.passed();
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    deadline.passed();
    assertThat(deadline).hasToString("2 s");
  }

  @Test
  void isNeverFasterThanAnIdleMachine() {
    assertThat(Slowness.factor()).isBetween(1.0, 1000.0);
  }
}
