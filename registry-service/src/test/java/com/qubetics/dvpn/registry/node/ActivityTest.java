package com.qubetics.dvpn.registry.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActivityTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private final Activity activity = new Activity();

  @Test
  void hasNoAgeBeforeItWasActive() {
    activity.note(false, START);
    activity.note(false, START.plusSeconds(60));

    assertThat(activity.firstActiveAt()).isEmpty();

    activity.note(true, START.plusSeconds(90));
    assertThat(activity.firstActiveAt()).contains(START.plusSeconds(90));
    assertThat(activity.awayMillis()).isZero();
  }

  @Test
  void keepsItsBeginningAndAddsUpItsTimesAway() {
    activity.note(true, START);
    activity.note(false, START.plusSeconds(100));
    activity.note(false, START.plusSeconds(103));
    activity.note(true, START.plusSeconds(105));
    activity.note(true, START.plusSeconds(150));
    activity.note(false, START.plusSeconds(200));
    activity.note(true, START.plusSeconds(201));

    assertThat(activity.firstActiveAt()).contains(START);
    assertThat(activity.activeSince()).contains(START.plusSeconds(201));
    assertThat(activity.awayMillis()).isEqualTo(6_000);
  }

  @Test
  void isNotMadeOlderByAClockThatWasSetBack() {
    activity.note(true, START);
    activity.note(false, START.plusSeconds(100));
    activity.note(true, START.plusSeconds(40));

    assertThat(activity.awayMillis()).isZero();
  }

  @Test
  void goesOnWithTheAgeOfAnotherFromTheMomentOfTheChange() {
    activity.note(true, START);

    Activity next = Activity.after(activity);
    next.note(false, START.plusSeconds(10));
    next.note(true, START.plusSeconds(17));

    assertThat(next.firstActiveAt()).contains(START);
    assertThat(next.awayMillis()).isEqualTo(7_000);
  }

  @Test
  void isExactlyAsOldAsTheTimeItWasSeenActive() {
    Random random = new Random(5);
    Instant now = START;
    boolean active = true;
    long activeMillis = 0;
    activity.note(true, now);
    for (int i = 0; i < 1_000; i++) {
      long passed = random.nextInt(10_000);
      now = now.plusMillis(passed);
      activeMillis += active ? passed : 0;
      active = random.nextBoolean();
      activity.note(active, now);
    }
    activity.note(true, now);

    assertThat(Duration.between(START, now).minusMillis(activity.awayMillis()))
        .isEqualTo(Duration.ofMillis(activeMillis));
  }
}
