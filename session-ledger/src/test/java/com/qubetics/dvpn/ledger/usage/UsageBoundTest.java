package com.qubetics.dvpn.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.ByteCount;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class UsageBoundTest {
  private static final Instant RECORDED = Instant.ofEpochSecond(1_000_000);

  /// A line of 1000 bytes a second each way: 2000 a second, 120 s of tolerance.
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, 0, 10, 60, 0, true",
    "the grant and a second's bytes, 2010, 10, 60, 0, true",
    "a byte more, 2011, 10, 60, 0, false",
    "what the line carries in its time, 361999, 9223372036854775807, 60, 0, true",
    "a second more, 362000, 9223372036854775807, 60, 0, false",
    "no longer than it ran, 261999, 9223372036854775807, 6000, 10, true",
    "for as long as nobody ended it, 262000, 9223372036854775807, 6000, 10, false",
    "before it was recorded, 241999, 9223372036854775807, -60, 0, true",
    "all numbers, 9223372036854775807, 9223372036854775807, 60, 0, false",
    "all numbers of no grant, 9223372036854775807, 0, 60, 0, false",
  })
  void allowsWhatGrantAndLineCarry(
      String name, long bytes, long grant, long seconds, long endedAfter, boolean allowed) {
    UsageBound bound =
        new UsageBound(
            new ByteCount(grant),
            RECORDED,
            endedAfter == 0 ? null : RECORDED.plusSeconds(endedAfter));
    assertThat(bound.allows(bytes, DataSize.ofBytes(1_000), RECORDED.plusSeconds(seconds)))
        .isEqualTo(allowed);
  }
}
