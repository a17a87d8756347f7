package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "berlin, berlin, 2, 0",
    "berln, berlin, 2, 1",
    "berliin, berlin, 2, 1",
    "berlim, berlin, 2, 1",
    "brelin, berlin, 2, 1",
    "brelim, berlin, 2, 2",
    "brelimo, berlin, 2, 3",
    "a, abc, 2, 2",
    "'', ab, 2, 2",
    "'', abc, 2, 3",
    "paris, berlin, 2, 3",
  })
  void countsWhatHasToBeChanged(String from, String to, int bound, int distance) {
    assertThat(EditDistance.of(from, to, bound)).isEqualTo(distance);
    assertThat(EditDistance.of(to, from, bound)).isEqualTo(distance);
  }
}
