package com.qubetics.dvpn.epoch.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbingWorkTest {
  @ParameterizedTest(name = "{0} drawn, {1} reported, {2} refuted")
  @CsvSource({
    "0, 0, 0, 0",
    "100, 100, 0, 0",
    "100, 50, 0, 0",
    "100, 49, 0, 1000",
    "100, 0, 0, 1000",
    "100, 100, 10, 0",
    "100, 100, 11, 1000",
    "100, 60, 7, 1000"
  })
  void deductsForWorkThatIsNotDoneOrRefutedByProof(
      long drawn, long reported, long refuted, int deduction) {
    assertThat(new ProbingWork(drawn, reported, refuted).deduction()).isEqualTo(deduction);
  }

  @Test
  void refusesMoreReportsThanWork() {
    assertThatThrownBy(() -> new ProbingWork(1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProbingWork(2, 1, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
