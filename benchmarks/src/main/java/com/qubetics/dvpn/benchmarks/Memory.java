package com.qubetics.dvpn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process holds at this moment, as the kernel counts it, in MiB.
///
/// @param resident every page it maps that is in memory
/// @param proportional the same, with a page that n processes map counted as one n-th
record Memory(double resident, double proportional) {

  static Memory of(long pid) throws IOException {
    Path pages = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    double resident = 0;
    double proportional = 0;
    for (String line : Files.readAllLines(pages)) {
      String[] words = line.split("\\s+");
      switch (words[0]) {
        case "Rss:" -> resident = Long.parseLong(words[1]) / 1024.0;
        case "Pss:" -> proportional = Long.parseLong(words[1]) / 1024.0;
        default -> {
          // One of the other two dozen counts.
        }
      }
    }
    return new Memory(resident, proportional);
  }
}
