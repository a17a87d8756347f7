package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// What a user types for a place: read or refused with [IllegalArgumentException].
final class PlaceFuzzTest {
  @FuzzTest
  void country(byte[] text) {
    try {
      Country country = Country.parse(new String(text, StandardCharsets.UTF_8));
      assertThat(Country.parse(country.code())).isEqualTo(country);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("expected: ");
    }
  }

  @FuzzTest
  void folded(byte[] text) {
    String folded = Folding.fold(new String(text, StandardCharsets.UTF_8));
    assertThat(Folding.fold(folded)).isEqualTo(folded);
  }
}
