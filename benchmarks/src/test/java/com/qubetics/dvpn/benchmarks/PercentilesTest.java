package com.qubetics.dvpn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void areValuesThatWereMeasured() {
    List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

    assertThat(Percentiles.of(hundred)).isEqualTo(new Percentiles(50, 95, 99));
    assertThat(Percentiles.of(DoubleStream.of(9, 7, 8).boxed().toList()))
        .isEqualTo(new Percentiles(8, 9, 9));
  }
}
