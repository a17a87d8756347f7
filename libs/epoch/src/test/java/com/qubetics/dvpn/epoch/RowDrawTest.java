package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDrawTest {

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "30,30", "31,30", "3000,30", "3001,31", "100000,1000"})
  void opensOnePercentAndAtLeastThirty(int rows, int drawn) {
    List<Integer> draw = RowDraw.of(Samples.bytes32("block"), rows);
    assertThat(draw).hasSize(drawn).isSorted().doesNotHaveDuplicates();
    assertThat(draw).allMatch(row -> row >= 0 && row < rows);
  }

  @Test
  void drawsTheSameFromOneBlockAndOtherRowsFromAnother() {
    List<Integer> draw = RowDraw.of(Samples.bytes32("block"), 5000);
    assertThat(RowDraw.of(Samples.bytes32("block"), 5000)).isEqualTo(draw);
    assertThat(RowDraw.of(Samples.bytes32("next block"), 5000)).isNotEqualTo(draw);
  }

  @Test
  void drawsEveryRowAboutEquallyOften() {
    int[] times = new int[60];
    for (int block = 0; block < 2000; block++) {
      RowDraw.of(Samples.bytes32("block " + block), 60).forEach(row -> times[row]++);
    }
    assertThat(IntStream.of(times).boxed()).allMatch(count -> count > 880 && count < 1120);
  }
}
