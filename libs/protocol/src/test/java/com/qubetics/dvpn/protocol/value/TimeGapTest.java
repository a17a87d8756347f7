package com.qubetics.dvpn.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeGapTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.700Z");

  @ParameterizedTest
  @CsvSource({
    "PT3M,       2026-03-01T12:03:00Z, 180 s ahead of",
    "-PT3M,      2026-03-01T11:57:00Z, 180 s behind",
    "PT0S,       2026-03-01T12:00:00Z, 0 s ahead of",
    "-PT2H,      2026-03-01T10:00:00Z, 7200 s behind",
    "PT26H30M,   2026-03-02T14:30:00Z, 26 h ahead of",
    "-P30D,      2026-01-30T12:00:00Z, 30 d behind",
  })
  void namesBothTimesAndWhatLiesBetween(Duration ahead, String stated, String distance) {
    assertThat(new TimeGap(NOON.plus(ahead), NOON).against("the gateway's"))
        .isEqualTo(stated + ", " + distance + " the gateway's clock (2026-03-01T12:00:00Z)");
  }

  @ParameterizedTest
  @CsvSource({"60, false", "-60, false", "61, true", "-61, true"})
  void isWorthAWordBeyondAMinute(long seconds, boolean noteworthy) {
    assertThat(new TimeGap(NOON.plusSeconds(seconds), NOON).isNoteworthy()).isEqualTo(noteworthy);
  }

  @Test
  void takesWhatIsTooFarOffForTheFarthestTime() {
    assertThat(TimeGap.ofEpochSecond(Long.MAX_VALUE, NOON).against("the ledger's"))
        .startsWith("+1000000000-12-31");
    assertThat(TimeGap.ofEpochSecond(Long.MIN_VALUE, NOON).distance()).endsWith("behind");
  }
}
