package com.qubetics.dvpn.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a benchmark says.
///
/// @param ratios measured beside a peer in the same run; comparable between machines
/// @param figures units are in the names; of this machine only
/// @param machine what it ran on
record Result(
    String name,
    Map<String, Double> ratios,
    Map<String, Double> figures,
    Map<String, String> machine) {

  String table() {
    String rows =
        figures.entrySet().stream().map(Result::row).collect(Collectors.joining("\n"))
            + "\n"
            + ratios.entrySet().stream().map(Result::row).collect(Collectors.joining("\n"));
    return "%s on %s\n%s".formatted(name, machine, rows);
  }

  private static String row(Map.Entry<String, Double> entry) {
    return String.format(Locale.ROOT, "%-36s %12.2f", entry.getKey(), entry.getValue());
  }
}
