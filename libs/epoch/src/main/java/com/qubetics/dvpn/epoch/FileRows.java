package com.qubetics.dvpn.epoch;

import java.util.List;

/// What the files have in common: sorted unique rows.
final class FileRows {
  private FileRows() {}

  /// @throws IllegalArgumentException if two rows have the same key
  static <R extends Comparable<R>> List<R> sortedUnique(List<R> rows) {
    List<R> sorted = rows.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).compareTo(sorted.get(i - 1)) == 0) {
        throw new IllegalArgumentException("row: %s twice".formatted(sorted.get(i)));
      }
    }
    return sorted;
  }
}
