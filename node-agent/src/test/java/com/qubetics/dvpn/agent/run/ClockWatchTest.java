package com.qubetics.dvpn.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClockWatchTest {
  private Instant shown = Instant.parse("2026-11-20T12:00:00Z");
  private Instant truth = shown;
  private long passed;
  private final Doubts doubts = new Doubts((doubt, holds, reason) -> {});
  private final ClockWatch watch =
      new ClockWatch(((InstantSource) () -> shown).withZone(ZoneOffset.UTC), () -> passed, doubts);

  @BeforeEach
  void prove() {
    watch.accept(truth);
  }

  @Test
  void isInDoubtUntilTheGatewayAgrees() {
    Doubts others = new Doubts((doubt, holds, reason) -> {});
    ClockWatch fresh =
        new ClockWatch(
            ((InstantSource) () -> shown).withZone(ZoneOffset.UTC), () -> passed, others);
    assertThat(others.holds(Doubt.CLOCK_UNPROVEN)).isTrue();

    fresh.accept(truth.plusSeconds(121));
    assertThat(others.holds(Doubt.CLOCK_UNPROVEN)).isTrue();
    fresh.accept(truth.plusSeconds(120));
    assertThat(others.holds(Doubt.CLOCK_UNPROVEN)).isFalse();
  }

  /// Also of a clock that was never right: its doubt is there from the start, and yet told.
  @ParameterizedTest
  @CsvSource({
    "180,  '2026-11-20T12:00:00Z, 180 s behind the gateway''s clock (2026-11-20T12:03:00Z)'",
    "-180, '2026-11-20T12:00:00Z, 180 s ahead of the gateway''s clock (2026-11-20T11:57:00Z)'",
  })
  void saysOnceWhichClockIsOffAndByHowMuch(long seconds, String sentence) {
    List<String> reasons = new ArrayList<>();
    ClockWatch fresh =
        new ClockWatch(
            ((InstantSource) () -> shown).withZone(ZoneOffset.UTC),
            () -> passed,
            new Doubts((doubt, holds, reason) -> reasons.add(reason)));

    fresh.accept(truth.plusSeconds(seconds));
    fresh.accept(truth.plusSeconds(seconds));

    assertThat(reasons).containsExactly("this host's clock reads " + sentence);
  }

  @Test
  void saysByHowMuchItsClockWasSet() {
    List<String> reasons = new ArrayList<>();
    ClockWatch fresh =
        new ClockWatch(
            ((InstantSource) () -> shown).withZone(ZoneOffset.UTC),
            () -> passed,
            new Doubts((doubt, holds, reason) -> reasons.add(reason)));
    fresh.accept(truth);
    shown = shown.plusSeconds(600);

    fresh.instant();

    assertThat(reasons)
        .last()
        .asString()
        .contains("2026-11-20T12:10:00Z, 600 s ahead of", "(2026-11-20T12:00:00Z)");
  }

  @ParameterizedTest
  @ValueSource(longs = {-3 * 3600, -121, 121, 3 * 3600})
  void isInDoubtAtTheFirstReadingAfterItWasSet(long seconds) {
    passes(Duration.ofHours(5));
    assertThat(watch.instant()).isEqualTo(truth);
    assertThat(inDoubt()).isFalse();

    shown = shown.plusSeconds(seconds);

    assertThat(watch.instant()).isEqualTo(shown);
    assertThat(inDoubt()).isTrue();
  }

  @Test
  void staysInDoubtUntilAnAnswerEvenIfItIsSetRightAgain() {
    shown = shown.plus(Duration.ofHours(3));
    watch.instant();
    shown = shown.minus(Duration.ofHours(3));
    watch.instant();
    assertThat(inDoubt()).isTrue();

    watch.accept(truth);

    watch.instant();
    assertThat(inDoubt()).isFalse();
  }

  @Test
  void isInDoubtAfterItsHostHasSlept() {
    shown = shown.plus(Duration.ofHours(8));
    truth = shown;

    watch.instant();
    assertThat(inDoubt()).isTrue();

    watch.accept(truth);
    assertThat(inDoubt()).isFalse();
  }

  private void passes(Duration time) {
    shown = shown.plus(time);
    truth = truth.plus(time);
    passed += time.toNanos();
  }

  private boolean inDoubt() {
    return doubts.holds(Doubt.CLOCK_UNPROVEN);
  }
}
