package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.CreditBound;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeterTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrivateKey NODE = PrivateKey.random(RANDOM);
  static final PrivateKey CLIENT = PrivateKey.random(RANDOM);
  private static final Domain DOMAIN = new Domain(31337, NODE.address());
  private static final long MIB = 1 << 20;

  private final Meter meter = meter(new AnswerTimes());

  static Meter meter(AnswerTimes times) {
    return new Meter(signer(), 60_000, times, Meter.Trust.NEWCOMER, 0);
  }

  private static Meter meter(long credit, long signedBefore) {
    Meter.Trust trust = new Meter.Trust(new ByteCount(credit), new ByteCount(signedBefore));
    return new Meter(signer(), 60_000, new AnswerTimes(), trust, 0);
  }

  private static Meter.Signer signer() {
    return new Meter.Signer(
        new SessionId(Bytes32.ZERO),
        new SessionKey(CLIENT.address()),
        new NodeId(NODE.address()),
        BootId.random(RANDOM),
        DOMAIN,
        NODE);
  }

  @Test
  void statesAnEighthOfTheFirstCreditAtOnce() {
    meter.read(0, MIB - 1, 100);
    assertThat(meter.isDue(100)).isFalse();

    meter.read(0, MIB, 200);

    assertThat(meter.isDue(200)).isTrue();
    Usage usage = meter.sign(200).message();
    assertThat(usage.seq()).isEqualTo(1);
    assertThat(usage.tx().bytes()).isEqualTo(MIB);
    assertThat(meter.isDue(200)).isFalse();
  }

  @Test
  void statesTheLastBytesOfASessionThatFellSilent() {
    meter.read(0, 100, 100);

    assertThat(meter.isDue(599)).isFalse();
    assertThat(meter.isDue(600)).isTrue();
  }

  @Test
  void statesSomethingEveryMinute() {
    assertThat(meter.isDue(59_999)).isFalse();
    assertThat(meter.isDue(60_000)).isTrue();
  }

  @Test
  void statesAPausedSessionAgainAfterFiveSeconds() {
    usage(32 * MIB, 600);

    assertThat(meter.isPaused()).isTrue();
    assertThat(meter.isDue(5_599)).isFalse();
    assertThat(meter.isDue(5_600)).isTrue();
  }

  @Test
  void slowsAndDoesNotPauseWhoHasNotSignedYet() {
    assertThat(meter.read(0, 8 * MIB - 1, 100)).isEqualTo(Flow.FREE);
    assertThat(meter.read(0, 8 * MIB, 200)).isEqualTo(Flow.SLOWED);
    meter.sign(200);

    assertThat(meter.read(0, 31 * MIB, 3_600_000)).isEqualTo(Flow.SLOWED);
  }

  @Test
  void slowsSoThatTheRestLastsForTwiceTheTimeOfAnAnswerWithTheFirstSecondAtOnce() {
    meter.read(0, 10 * MIB, 200);

    assertThat(meter.speed() * 11).isCloseTo(22 * MIB, within(11L));
  }

  @Test
  void slowsFurtherWhereMuchPassedBeforeTheLimitWasInForce() {
    meter.read(0, 8 * MIB, 200);

    assertThat(meter.read(0, 26 * MIB, 400)).isEqualTo(Flow.SLOWED);

    // Of the ten seconds 9.8 are left, and a second's worth passes at once again.
    assertThat(meter.speed() * 10_800 / 1000).isCloseTo(6 * MIB, within(11L));
  }

  @Test
  void keepsTheSpeedOfWhoUsesAllThatItLets() {
    meter.read(0, 8 * MIB, 200);
    long speed = meter.speed();
    long moved = 8 * MIB + speed;

    for (long at = 250; meter.read(0, moved, at) == Flow.SLOWED; at += 50) {
      assertThat(meter.speed()).as("at %d ms", at).isEqualTo(speed);
      moved += speed / 20;
    }

    assertThat(meter.isPaused()).isTrue();
  }

  @Test
  void slowsToWhatIsLeftOfFiveSecondsWhereAcksCameAtOnceSoFar() {
    AnswerTimes quick = new AnswerTimes();
    quick.add(new AckTimes(), 80, 0);
    Meter next = meter(quick);

    next.read(0, 8 * MIB, 200);

    assertThat(next.speed()).isEqualTo(4 * MIB);
  }

  @Test
  void isFreeFromTheFirstAckOn() {
    Usage first = usage(MIB, 50);
    meter.read(0, 12 * MIB, 200);
    assertThat(meter.flow()).isEqualTo(Flow.SLOWED);

    assertThat(meter.take(ack(first, CLIENT), 300)).isTrue();

    assertThat(meter.flow()).isEqualTo(Flow.FREE);
  }

  @Test
  void pausesAtOnceWhoNeverSignedAndMovedAllThatMayBeOnTheWay() {
    assertThat(meter.read(0, 32 * MIB - 1, 100)).isEqualTo(Flow.SLOWED);
    assertThat(meter.read(0, 32 * MIB, 110)).isEqualTo(Flow.PAUSED);
  }

  @Test
  void startsFromAQuarterOfWhatTheAccountHasShownOnceItsClientHasSigned() {
    Meter known = meter(32 * MIB, 400 * MIB);
    known.read(0, MIB, 50);
    assertThat(known.credit().limit()).isEqualTo(Credit.START);

    assertThat(known.take(ack(known.sign(50).message(), CLIENT), 100)).isTrue();

    assertThat(known.credit().limit()).isEqualTo(401 * MIB / 4);
  }

  /// By what the ledger says, whatever it has signed of this session, and at whatever rate.
  @Test
  void movesNoMoreUnsignedThanALessTrustedAccountIsGivenAndAQuarterOfWhatItSigned() {
    for (long given : new long[] {MIB / 4, 2 * MIB, 16 * MIB}) {
      for (long signs : new long[] {0, MIB / 16, 20 * MIB, 300 * MIB}) {
        assertThat(unsignedOf(meter(given, 1024 * MIB), signs))
            .as("given %s, signs %s", given, signs)
            .isBetween(given / 2, given + signs / 4 + MIB / 8);
      }
    }
  }

  /// Of one that signs so much, each time as soon as it is asked, and then nothing more. A look
  /// sees 64 KiB.
  private static long unsignedOf(Meter meter, long signs) {
    long moved = 0;
    long signed = 0;
    for (int millis = 1; !meter.isPaused(); millis++) {
      moved += MIB / 16;
      meter.read(0, moved, millis);
      if (meter.isDue(millis)) {
        Usage usage = meter.sign(millis).message();
        if (moved <= signs) {
          assertThat(meter.take(ack(usage, CLIENT), millis)).isTrue();
          signed = moved;
        }
      }
    }
    return moved - signed;
  }

  @Test
  void slowsAnAccountOfLittleCreditFromItsFirstByteUntilItsFirstAck() {
    Meter floor = meter(MIB / 4, 0);
    assertThat(floor.flow()).isEqualTo(Flow.SLOWED);
    assertThat(floor.speed() * 11).isCloseTo(MIB / 4, within(11L));

    assertThat(floor.read(0, MIB / 8, 5_000)).isEqualTo(Flow.SLOWED);
    assertThat(floor.take(ack(floor.sign(5_000).message(), CLIENT), 5_100)).isTrue();

    assertThat(floor.flow()).isEqualTo(Flow.FREE);
  }

  @Test
  void pausesAnAccountOfLittleCreditThatNeverSigns() {
    Meter floor = meter(MIB / 4, 0);

    assertThat(floor.read(0, MIB / 4 - 1, 9_000)).isEqualTo(Flow.SLOWED);
    assertThat(floor.read(0, MIB / 4, 9_100)).isEqualTo(Flow.PAUSED);
  }

  @Test
  void getsUpFromTheLeastCreditToAllItsRateByItsAcks() {
    Meter floor = meter(MIB / 4, 0);
    long moved = 0;
    int millis = 0;
    while (floor.credit().limit() < 64 * MIB) {
      millis += 10;
      moved += Math.min(MIB, Math.max(1 << 14, floor.credit().limit() / 4));
      floor.read(0, moved, millis);
      if (floor.isDue(millis)) {
        assertThat(floor.take(ack(floor.sign(millis).message(), CLIENT), millis)).isTrue();
      }
      assertThat(floor.isPaused()).as("at %s ms", millis).isFalse();
    }
    assertThat(moved).isLessThan(300 * MIB);
  }

  @Test
  void hasAnEndForAClientThatAnswersLateEachTime() {
    long moved = 0;
    int millis = 0;
    while (!meter.isPaused()) {
      millis += 50;
      moved += 2 * MIB;
      Usage usage = usage(moved, millis);
      Ack little = new Ack(usage.digest(DOMAIN), usage.rx(), new ByteCount(millis));
      assertThat(meter.take(TypedMessage.sign(little, DOMAIN, CLIENT), millis)).isTrue();
    }
    assertThat(moved).isLessThanOrEqualTo(34 * MIB);
  }

  @Test
  void keepsItsRateWhenTheClockIsSetForward() {
    long moved = 0;
    for (int millis = 100; millis <= 5_000; millis += 100) {
      moved += 5 * MIB;
      assertThat(meter.take(ack(usage(moved, millis), CLIENT), millis)).isTrue();
    }
    long limit = meter.credit().limit();

    assertThat(meter.take(ack(usage(moved + 5 * MIB, 10_800_000), CLIENT), 10_800_000)).isTrue();

    assertThat(meter.credit().limit()).isGreaterThanOrEqualTo(limit);
  }

  @Test
  void statesItsLastBytesAsSoonWhenTheClockIsSetBack() {
    usage(MIB, 10_800_000);

    meter.read(0, MIB + 100, 100);
    meter.read(0, MIB + 100, 600);
    assertThat(meter.isDue(600)).isTrue();

    meter.sign(600);
    meter.read(0, MIB + 100, 0);
    assertThat(meter.isDue(59_999)).isFalse();
    assertThat(meter.isDue(60_000)).isTrue();
  }

  @Test
  void wantsToBeReadOftenWhileItMovesBytesOnASmallCredit() {
    meter.read(0, MIB, 100);

    assertThat(meter.pace(100)).isEqualTo(Pace.RISING);
    assertThat(meter.pace(1_100)).isEqualTo(Pace.USUAL);
  }

  @Test
  void isLookedAtBeforeASleeperThatWakesUsesUpItsCredit() {
    long most = 50_000 * meter.pace(3_600_000).period().toMillis();

    assertThat(most + 50_000 * Pace.RISING.period().toMillis()).isLessThan(Credit.START);
  }

  /// Acks come one look later. Beyond 400 Mbit/s the transfer takes a second to get up to speed, as
  /// TCP does.
  @ParameterizedTest(name = "{0} Mbit/s after {1} ms, for {2} s, {3} % lost: paused {4}")
  @CsvSource({
    "400, 0, 60, 0, false",
    "400, 0, 60, 2, false",
    "400, 0, 60, 5, false",
    "400, 0, 600, 20, false",
    "1000, 1000, 60, 0, false",
    "2000, 1000, 60, 1, false",
    "2000, 0, 1, 0, false",
    "400, 0, 600, 25, false",
    "3, 0, 7200, 8, false",
    "400, 0, 400, 30, true",
    "400, 0, 60, 50, true",
    "400, 0, 60, 100, true"
  })
  void pausesNoClientThatAcksWhatItSaw(
      int megabits, int rise, int seconds, int lostPercent, boolean paused) {
    long perMillisecond = megabits * 125L;
    long moved = 0;
    Usage waiting = null;
    boolean seenPaused = false;
    int step = 100;
    for (int millis = step; millis <= seconds * 1000; millis += step) {
      if (waiting != null) {
        long saw = waiting.tx().bytes() / 100 * (100 - lostPercent);
        Ack ack = new Ack(waiting.digest(DOMAIN), waiting.rx(), new ByteCount(saw));
        assertThat(meter.take(TypedMessage.sign(ack, DOMAIN, CLIENT), millis)).isTrue();
        waiting = null;
      }
      long line =
          perMillisecond * step * (rise == 0 ? 1000 : Math.min(1000, 1000 * millis / rise)) / 1000;
      moved += meter.flow() == Flow.SLOWED ? Math.min(line, meter.speed() * step / 1000) : line;
      meter.read(0, moved, millis);
      seenPaused |= meter.isPaused();
      if (meter.isDue(millis)) {
        waiting = meter.sign(millis).message();
      }
      step = (int) meter.pace(millis).period().toMillis();
    }
    assertThat(seenPaused).isEqualTo(paused);
  }

  @Test
  void givesUpAQuarterOfWhatItSentAndAThirdOfWhatIsSigned() {
    assertThat(Loss.allowed(40 * MIB, 30 * MIB)).isEqualTo(10 * MIB);
    assertThat(Loss.allowed(40 * MIB, 39 * MIB)).isEqualTo(10 * MIB);
    assertThat(Loss.allowed(40 * MIB, 3)).isEqualTo(1);
    assertThat(Loss.allowed(40 * MIB, 0)).isZero();
  }

  @Test
  void givesNothingUpOfWhatItReceivedItself() {
    meter.read(7 * MIB, 0, 100);
    Usage usage = meter.sign(100).message();
    Ack ack = new Ack(usage.digest(DOMAIN), ByteCount.ZERO, usage.tx());

    assertThat(meter.take(TypedMessage.sign(ack, DOMAIN, CLIENT), 1_000)).isTrue();

    assertThat(meter.credit().acked()).isZero();
    assertThat(meter.credit().limit()).isEqualTo(Credit.START);
  }

  @Test
  void givesAClientThatSignsNextToNothingNoMoreThanTheFirstCredit() {
    for (int mebibytes = 1; mebibytes < 8; mebibytes++) {
      Usage usage = usage(mebibytes * MIB, 100L * mebibytes);
      Ack ack = new Ack(usage.digest(DOMAIN), usage.rx(), new ByteCount(mebibytes));

      assertThat(meter.take(TypedMessage.sign(ack, DOMAIN, CLIENT), 1_000)).isTrue();
      assertThat(meter.isPaused()).isFalse();
    }

    usage(8 * MIB + 18, 800);
    meter.read(0, 8 * MIB + 18, 1_300);

    assertThat(meter.credit())
        .isEqualTo(new Credit(Credit.START + 9, 9, false, CreditBound.NEWCOMER));
    assertThat(meter.flow()).isEqualTo(Flow.SLOWED);
  }

  @Test
  void takesNoAckTwiceNorAnOlderOne() {
    Usage first = usage(MIB, 100);
    Usage second = usage(2 * MIB, 200);

    assertThat(meter.take(ack(second, CLIENT), 300)).isTrue();
    assertThat(meter.take(ack(second, CLIENT), 300)).isFalse();
    assertThat(meter.take(ack(first, CLIENT), 300)).isFalse();
  }

  @Test
  void takesNoAckThatClaimsMoreThanItsUsageNorOneOfAnotherKey() {
    Usage usage = usage(MIB, 100);
    Ack more = new Ack(usage.digest(DOMAIN), usage.rx(), new ByteCount(MIB + 1));

    assertThat(meter.take(TypedMessage.sign(more, DOMAIN, CLIENT), 300)).isFalse();
    assertThat(meter.take(ack(usage, NODE), 300)).isFalse();
    assertThat(meter.take(ack(usage, CLIENT), 300)).isTrue();
  }

  private Usage usage(long tx, long at) {
    meter.read(0, tx, at);
    return meter.sign(at).message();
  }

  static Signed<Ack> ack(Usage usage, PrivateKey key) {
    return TypedMessage.sign(new Ack(usage.digest(DOMAIN), usage.rx(), usage.tx()), DOMAIN, key);
  }
}
