package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.session.Usage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A meter with a simulated client, line and kernel: who may be late, and how far one gets who
/// stops to sign. Times are milliseconds of the simulation.
final class LateAcksTest {
  private static final long MIB = 1 << 20;

  private final AnswerTimes times = new AnswerTimes();
  private final Meter meter = MeterTest.meter(times);
  private final Deque<Sent> asked = new ArrayDeque<>();
  private long now;
  private long moved;
  private long bucket = -1;
  private long mostUnsigned;
  private boolean paused;

  /// A statement on its way to the client and back.
  private record Sent(Usage usage, long answeredAt) {}

  /// How a client answers.
  private enum Manner {
    /// Each statement, as if it had a thread for each.
    EACH,
    /// The newest statement that there is once the ack before is through, as the real one does.
    NEWEST
  }

  @ParameterizedTest(name = "{1} Mbit/s, each ack after {0} ms")
  @CsvSource({
    "100, 400",
    "200, 400",
    "500, 400",
    "1000, 400",
    "1600, 160",
    "1600, 400",
    "4000, 1",
    "4000, 50",
    "4000, 400",
    "5000, 10",
    "5000, 400"
  })
  void pauseNobodyOnANodeThatKnowsNothingYet(int delay, int megabits) {
    run(megabits, 60_000, Manner.EACH, n -> delay);

    assertThat(paused).isFalse();
    assertThat(moved).isGreaterThan(megabits * 125_000L * 50);
  }

  @ParameterizedTest(name = "{1} Mbit/s, an ack after {0} ms of the newest statement")
  @CsvSource({
    "100, 400",
    "200, 400",
    "500, 400",
    "1000, 400",
    "1600, 160",
    "1600, 400",
    "4000, 1",
    "4000, 50",
    "4000, 400",
    "5000, 10",
    "5000, 400",
    "8000, 10",
    "8000, 400"
  })
  void pauseNoClientThatAnswersOneAfterTheOther(int delay, int megabits) {
    run(megabits, 90_000, Manner.NEWEST, n -> delay);

    assertThat(paused).isFalse();
  }

  @ParameterizedTest(name = "{1} Mbit/s, acks of {0} ms on a network whose acks take as long")
  @CsvSource({"500, 400", "2000, 160", "5000, 400", "8000, 3", "8000, 100", "8000, 400"})
  void pauseNobodyWhereTheyAreUsual(int delay, int megabits) {
    for (int i = 0; i < 10; i++) {
      times.add(new AckTimes(), delay, 0);
    }

    run(megabits, 60_000, Manner.NEWEST, n -> delay);

    assertThat(paused).isFalse();
  }

  @ParameterizedTest(name = "{0} Mbit/s")
  @ValueSource(ints = {3, 50, 160, 400})
  void pauseNobodyWhenAMachineThatAnsweredAtOnceGetsBusyForSeconds(int megabits) {
    for (int i = 0; i < 10; i++) {
      times.add(new AckTimes(), 50, 0);
    }

    // The first answer, or any later one, takes four seconds.
    run(megabits, 90_000, Manner.NEWEST, n -> n % 12 == 0 ? 4_000 : 60);

    assertThat(paused).isFalse();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void pauseNobodyWhateverEachTakesWithinFiveSeconds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int megabits = random.nextInt(1, 401);
    Manner manner = random.nextBoolean() ? Manner.EACH : Manner.NEWEST;

    run(megabits, 90_000, manner, n -> random.nextInt(20, 5_000));

    assertThat(paused).as("%d Mbit/s, %s", megabits, manner).isFalse();
  }

  @ParameterizedTest(name = "{0} Mbit/s, acks so far within {1} ms")
  @CsvSource({"1, 50", "50, 50", "400, 50", "2000, 50", "400, 5000", "400, 20000"})
  void letWhoNeverSignsHaveTheFirstCreditAndWhatIsOnTheWay(int megabits, int usual) {
    times.add(new AckTimes(), usual, 0);

    run(megabits, 600_000, Manner.EACH, n -> Integer.MAX_VALUE);

    assertThat(paused).isTrue();
    assertThat(mostUnsigned).isLessThan(32 * MIB + megabits * 125L * 100);
  }

  @ParameterizedTest(name = "{0} Mbit/s, acks within {1} ms, the last is number {2}")
  @CsvSource({
    "1, 50, 1",
    "50, 50, 1",
    "400, 50, 1",
    "400, 50, 30",
    "400, 4000, 1",
    "400, 4000, 30",
    "50, 8000, 20",
    "2000, 50, 100"
  })
  void letWhoStopsHaveItsCreditAndTwiceAnAnswersTime(int megabits, int delay, int last) {
    run(megabits, 900_000, Manner.EACH, n -> n < last ? delay : Integer.MAX_VALUE);

    assertThat(paused).isTrue();
    long perSecond = megabits * 125_000L;
    long answer = Math.max(AnswerTimes.LEAST_MILLIS, delay);
    long look = perSecond / 5;
    assertThat(mostUnsigned)
        .isLessThanOrEqualTo(
            Math.max(32 * MIB, meter.credit().limit() + perSecond * 2 * answer / 1000) + look)
        .isLessThan(Credit.MOST + Credit.MOST_OVERDRAFT + look);
  }

  @ParameterizedTest(name = "acks of old statements after {0} ms")
  @ValueSource(ints = {12_000, 30_000, 120_000})
  void haveAnEndForAClientThatAnswersOneStatementInALongTime(int delay) {
    run(400, 900_000, Manner.EACH, n -> 50 + n * delay);

    assertThat(paused).isTrue();
    assertThat(mostUnsigned).isLessThan(Credit.MOST + Credit.MOST_OVERDRAFT + 10_000_000);
  }

  /// Runs until a pause or for so long.
  ///
  /// @param delay how long the n-th answer takes, counted from 0
  private void run(int megabits, long millis, Manner manner, IntUnaryOperator delay) {
    int answers = 0;
    long busyUntil = 0;
    Usage newest = null;
    while (now < millis && !paused) {
      int step = (int) meter.pace(now).period().toMillis();
      now += step;
      moved += passes(megabits * 125L * step, step);
      paused = meter.read(0, moved, now) == Flow.PAUSED;
      mostUnsigned = Math.max(mostUnsigned, meter.credit().unsigned(moved));
      if (meter.isDue(now)) {
        newest = meter.sign(now).message();
        if (manner == Manner.EACH) {
          asked.add(new Sent(newest, now + delay.applyAsInt(answers++)));
        }
      }
      if (manner == Manner.NEWEST && newest != null && asked.isEmpty() && now >= busyUntil) {
        busyUntil = now + delay.applyAsInt(answers++);
        asked.add(new Sent(newest, busyUntil));
        newest = null;
      }
      take();
    }
  }

  private void take() {
    for (Sent sent : asked.toArray(Sent[]::new)) {
      if (sent.answeredAt() <= now) {
        asked.remove(sent);
        meter.take(MeterTest.ack(sent.usage(), MeterTest.CLIENT), now);
        paused |= meter.isPaused();
      }
    }
  }

  /// What the kernel lets through: all, or what the limit leaves, with a second's worth at once.
  private long passes(long line, int step) {
    if (meter.flow() != Flow.SLOWED) {
      bucket = -1;
      return line;
    }
    bucket = bucket < 0 ? meter.speed() : bucket + meter.speed() * step / 1000;
    bucket = Math.min(bucket, meter.speed());
    long passed = Math.min(line, bucket);
    bucket -= passed;
    return passed;
  }
}
