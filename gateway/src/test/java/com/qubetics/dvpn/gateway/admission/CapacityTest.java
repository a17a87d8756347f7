package com.qubetics.dvpn.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class CapacityTest {

  @ParameterizedTest
  @CsvSource({
    "64, 256, 96, 4",
    "192, 768, 288, 12",
    "4096, 32000, 12000, 500",
  })
  void followsFromTheHeap(int heap, int connections, int requests, int megabytes) {
    assertThat(Capacity.of(settings(0, 0, 0), (long) heap << 20))
        .isEqualTo(new Capacity(connections, requests, (long) megabytes << 20));
  }

  @Test
  void isWhatTheSettingsSay() {
    assertThat(Capacity.of(settings(10, 20, 30), 1 << 30)).isEqualTo(new Capacity(10, 20, 30));
  }

  private static AdmissionSettings settings(int connections, int requests, long bytes) {
    return new AdmissionSettings(
        connections,
        requests,
        DataSize.ofBytes(bytes),
        12,
        50,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }
}
