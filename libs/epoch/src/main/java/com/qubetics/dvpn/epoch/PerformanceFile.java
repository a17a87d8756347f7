package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The measured performance of an epoch as published (docs/protocol.md, section 5): one row per
/// node, sorted; no key is in two of them, so that no deposit weighs twice.
///
/// @param rows in any order; kept sorted
public record PerformanceFile(long epoch, List<PerformanceRow> rows) implements SealedPerformance {
  static final String NAME = "dvpn-performance";
  private static final int VERSION = 2;

  public PerformanceFile {
    rows = FileRows.sortedUnique(rows);
    byKey(rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static PerformanceFile parse(String text) {
    FileLines lines = FileLines.of(text, NAME, VERSION);
    PerformanceFile file =
        new PerformanceFile(
            lines.take("epoch", 1).number(), lines.takeAll("row", 9, PerformanceRow::of));
    lines.end();
    FileLines.same(text, file.text());
    return file;
  }

  @Override
  public String text() {
    return FileLines.line(NAME, VERSION)
        + FileLines.line("epoch", epoch)
        + rows.stream().map(PerformanceRow::line).collect(Collectors.joining());
  }

  /// Each key that a node goes by or went by, with the row's.
  public Map<NodeId, NodeId> nodesByKey() {
    return byKey(rows);
  }

  private static Map<NodeId, NodeId> byKey(List<PerformanceRow> rows) {
    return FileRows.keys(rows, PerformanceRow::node, PerformanceRow::former);
  }
}
