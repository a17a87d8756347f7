package com.qubetics.dvpn.benchmarks;

import java.util.List;

/// Figures of one series: nearest rank, so each is a value that was measured.
record Percentiles(double p50, double p95, double p99) {

  /// @throws IllegalArgumentException if there is no value
  static Percentiles of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Percentiles(at(sorted, 50), at(sorted, 95), at(sorted, 99));
  }

  private static double at(List<Double> sorted, int percent) {
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("percentiles: no value");
    }
    int rank = Math.ceilDiv(sorted.size() * percent, 100);
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
