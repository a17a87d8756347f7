package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CreditTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest(name = "{0} MiB at {1} MiB/s becomes {2} MiB")
  @CsvSource({
    "8, 0, 8",
    "8, 1, 16",
    "16, 1, 20",
    "20, 10, 40",
    "512, 50, 1000",
    "1000, 50, 1000",
    "1000, 100, 1024",
    "64, 1, 20",
    "64, 0, 8"
  })
  void growsWithEachAckAsFarAsTheRateNeeds(long before, long rate, long after) {
    assertThat(new Credit(before * MIB, 0).afterAck(MIB, rate * MIB))
        .isEqualTo(new Credit(after * MIB, MIB));
  }

  @ParameterizedTest(name = "counted {0} MiB: used up {1}")
  @CsvSource({"7, false", "8, true", "9, true"})
  void isUsedUpByEightMebibytesThatNobodySigned(long counted, boolean usedUp) {
    assertThat(Credit.start().isUsedUp(counted * MIB)).isEqualTo(usedUp);
  }

  @Test
  void countsOnlyWhatIsUnsigned() {
    Credit credit = Credit.start().afterAck(100 * MIB, 0);

    assertThat(credit.isUsedUp(107 * MIB)).isFalse();
    assertThat(credit.isUsedUp(108 * MIB)).isTrue();
  }

  @Test
  void doesNotGoBack() {
    Credit credit = Credit.start().afterAck(100 * MIB, 0);

    assertThat(credit.afterAck(50 * MIB, 0)).isEqualTo(credit);
  }
}
