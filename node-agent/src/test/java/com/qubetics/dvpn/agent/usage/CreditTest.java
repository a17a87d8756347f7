package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.session.CreditBound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CreditTest {
  private static final long MIB = 1 << 20;

  /// So much signed that only rate and time bound a newcomer.
  private static final long MUCH = 1024 * MIB;

  @ParameterizedTest(name = "{0} MiB at {1} MiB/s becomes {2} MiB")
  @CsvSource({
    "8, 0, 8",
    "8, 1, 16",
    "16, 1, 20",
    "20, 4, 40",
    "8, 10, 55",
    "512, 50, 1000",
    "1000, 50, 1000",
    "1000, 100, 1024",
    "1000, 1000, 1024",
    "64, 1, 20",
    "64, 0, 8"
  })
  void growsWithEachAckAndCoversFiveSecondsAndAnAnswer(long before, long rate, long after) {
    assertThat(credit(before, false).afterAck(MUCH, MUCH, 0, rate * MIB, 500).limit())
        .isEqualTo(after * MIB);
  }

  @ParameterizedTest(name = "{0} MiB shown: {1} MiB")
  @CsvSource({"0, 8", "32, 8", "100, 25", "1024, 256", "100000, 256"})
  void startsFromAQuarterOfWhatWasShown(long shown, long limit) {
    assertThat(credit(8, false).afterAck(MIB, MIB, shown * MIB, 0, 500))
        .isEqualTo(new Credit(limit * MIB, MIB, true, CreditBound.NEWCOMER));
  }

  @Test
  void leavesRoomForWhatWasMovedOnItWhenItShrinks() {
    Credit credit = credit(400, true);

    assertThat(credit.afterAck(MIB, 301 * MIB, 0, 0, 500).limit()).isEqualTo(300 * MIB);
    assertThat(credit.afterAck(MIB, 901 * MIB, 0, 0, 500).limit()).isEqualTo(400 * MIB);
    assertThat(credit.afterShortAck(MIB, 0).limit()).isEqualTo(8 * MIB);
  }

  @Test
  void followsARisingRateOnlyOnceItsClientHasSigned() {
    assertThat(Credit.start(CreditBound.NEWCOMER).atRate(50 * MIB, 500))
        .isEqualTo(Credit.start(CreditBound.NEWCOMER));
    assertThat(new Credit(8 * MIB, MUCH, true, CreditBound.NEWCOMER).atRate(50 * MIB, 500).limit())
        .isEqualTo(275 * MIB);
    assertThat(
            new Credit(8 * MIB, MUCH, true, CreditBound.NEWCOMER).atRate(5_000 * MIB, 500).limit())
        .isEqualTo(Credit.MOST);
  }

  @ParameterizedTest(name = "signed {0}, {1} MiB/s, answers within {2} ms: {3} MiB")
  @CsvSource({
    "false, 50, 8000, 24",
    "true, 1, 500, 24",
    "true, 50, 500, 50",
    "true, 50, 2000, 200",
    "true, 500, 10000, 512"
  })
  void isOverdrawnByWhatMovesWhileAcksAreOnTheWay(
      boolean proven, long rate, long answerMillis, long overdraft) {
    assertThat(credit(8, proven).overdraft(rate * MIB, answerMillis)).isEqualTo(overdraft * MIB);
  }

  @ParameterizedTest(name = "counted {0} MiB: used up {1}")
  @CsvSource({"7, false", "8, true", "9, true"})
  void isUsedUpByEightMebibytesThatNobodySigned(long counted, boolean usedUp) {
    assertThat(Credit.start(CreditBound.NEWCOMER).isUsedUp(counted * MIB)).isEqualTo(usedUp);
  }

  @Test
  void countsOnlyWhatIsUnsigned() {
    Credit credit = Credit.start(CreditBound.NEWCOMER).afterAck(100 * MIB, 100 * MIB, 0, 0, 500);

    assertThat(credit.isUsedUp(107 * MIB)).isFalse();
    assertThat(credit.isUsedUp(108 * MIB)).isTrue();
  }

  @Test
  void doesNotGoBack() {
    Credit credit = Credit.start(CreditBound.NEWCOMER).afterAck(100 * MIB, 100 * MIB, 0, 0, 500);

    assertThat(credit.afterAck(50 * MIB, 100 * MIB, 0, 0, 500)).isEqualTo(credit);
  }

  @ParameterizedTest(name = "{0} MiB given, {1} signed: {2} MiB, and {3} on the way")
  @CsvSource({
    "32, 4, 275, 50",
    "16, 4, 17, 0",
    "16, 1036, 275, 0",
    "16, 1136, 275, 25",
    "1, 4, 2, 0"
  })
  void isBoundedByWhatTheLedgerGivesAndAQuarterOfWhatIsSigned(
      long given, long signed, long limit, long overdraft) {
    Credit credit =
        Credit.start(given * MIB).afterAck(signed * MIB, signed * MIB, 0, 50 * MIB, 500);

    assertThat(credit.limit()).isEqualTo(limit * MIB);
    assertThat(credit.overdraft(50 * MIB, 500)).isEqualTo(overdraft * MIB);
  }

  @ParameterizedTest(name = "{0} KiB: {1} at full speed")
  @CsvSource({"32768, 8192", "16384, 4096", "1048576, 8192", "256, 64", "0, 32"})
  void startsWithAQuarterOfWhatIsGiven(long given, long limit) {
    assertThat(Credit.start(given << 10).limit()).isEqualTo(limit << 10);
  }

  private static Credit credit(long mebibytes, boolean proven) {
    return new Credit(mebibytes * MIB, 0, proven, CreditBound.NEWCOMER);
  }
}
