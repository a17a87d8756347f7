package com.qubetics.dvpn.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTimeTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // name, recorded, ended, last stated, at, received, counts
    "a prompt statement counts when it was signed, 1000, , 4000, 4060, 4061, 4060",
    "a clock behind by the tolerance is believed, 1000, , 4000, 3900, 4001, 3900",
    "farther back than that it is not, 1000, , 4000, 3000, 4061, 3880",
    "the future counts when it came, 1000, , 4000, 9000, 4061, 4061",
    "a node that was cut off is believed for that time, 1000, , 4000, 4100, 9000, 4100",
    "the first statement is believed since the session, 1000, , , 1001, 9000, 1001",
    "nothing moved before the session, 1000, , , 500, 1060, 1000",
    "nothing moved after its end, 1000, 4100, 4000, 4200, 4300, 4100",
    "an end before the last statement holds, 1000, 3000, 4000, 2990, 4300, 3000",
    "an absurd time counts when it came, 1000, , 4000, 9223372036854775807, 4061, 4061",
    "an absurd past is limited like any other, 1000, , 4000, -9223372036854775808, 4061, 3880",
  })
  void reads(
      String name, long recorded, Long ended, Long stated, long at, long received, long counts) {
    UsageTime time = new UsageTime(instant(recorded), instant(ended), instant(stated));
    assertThat(time.of(at, instant(received))).as(name).isEqualTo(instant(counts));
  }

  private static Instant instant(Long second) {
    return second == null ? null : Instant.ofEpochSecond(second);
  }
}
