package com.qubetics.dvpn.registry.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotVerdictTest {

  @ParameterizedTest(name = "{0} answers, {1} say none came: {2}")
  @CsvSource({
    "7, 0, UP",
    "3, 4, UP",
    "2, 5, DOWN",
    "0, 7, DOWN",
    "2, 4, DOWN",
    "2, 2, UP",
    "1, 3, DOWN",
    "2, 1, UP",
    "1, 2, UNJUDGED",
    "0, 3, DOWN",
    "0, 2, UNJUDGED",
    "2, 0, UNJUDGED",
    "0, 0, UNJUDGED"
  })
  void judgesByWhatIsThere(int valid, int unanswered, SlotVerdict expected) {
    assertThat(SlotVerdict.of(valid, unanswered)).isEqualTo(expected);
  }

  /// I13: at most two of a node's probers are one provider's.
  @Test
  void oneProvidersWordTakesNothing() {
    for (int valid = 0; valid <= Draw.PROBERS; valid++) {
      for (int words = 0; words <= Draw.PER_PROVIDER && valid + words <= Draw.PROBERS; words++) {
        assertThat(SlotVerdict.of(valid, words)).isNotEqualTo(SlotVerdict.DOWN);
      }
    }
  }

  @Test
  void whoKeepsSilentMakesNobodyDown() {
    for (int valid = Draw.QUORUM; valid <= Draw.PROBERS; valid++) {
      for (int told = 0; told <= Draw.PROBERS - valid; told++) {
        assertThat(SlotVerdict.of(valid, told)).isEqualTo(SlotVerdict.UP);
      }
    }
  }
}
