package com.qubetics.dvpn.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.ByteCount;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitTest {
  private static final Instant OPENED = Instant.ofEpochSecond(1_790_000_000);

  @ParameterizedTest(name = "{0} MiB, {1} Mbit/s after {2} s")
  @CsvSource({
    "1024,    0,     0, 1073741824",
    "16384,  50,    60,  375000000",
    "16384,  50,   120,  750000000",
    "16384,  50,     0,          0",
    "16384,  50,   -60,          0",
    "1,      50,    60,    1048576",
    "1024,    1,     1,     125000",
    "1048576, 1000000, 86400, 1099511627776",
  })
  void isTheLesserOfBytesAndRate(long mebibytes, long mbit, long seconds, long allowed) {
    Limit limit = new Limit(ByteCount.ofMebibytes(mebibytes), mbit);
    assertThat(limit.at(OPENED, OPENED.plusSeconds(seconds)).bytes()).isEqualTo(allowed);
  }

  @Test
  void isNoNegativeOrImpossibleRate() {
    assertThatThrownBy(() -> new Limit(ByteCount.ZERO, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit(ByteCount.ZERO, 1_000_001))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
