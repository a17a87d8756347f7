package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The measured performance of an epoch under rule set 2 (docs/protocol.md, section 5): one row per
/// node, sorted; no key is in two of them, so that no deposit weighs twice.
///
/// @param slots of the whole epoch, what every node's slots are a share of
/// @param rows in any order; kept sorted
public record MeasuredFile(long epoch, long slots, List<MeasuredRow> rows)
    implements SealedPerformance {
  static final int VERSION = 3;

  public MeasuredFile {
    rows = FileRows.sortedUnique(rows);
    keys(rows);
    for (MeasuredRow row : rows) {
      if (row.slots() > slots) {
        throw new IllegalArgumentException(
            "slots: %s of %s (expected: at most %s)".formatted(row.slots(), row.node(), slots));
      }
    }
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static MeasuredFile parse(String text) {
    FileLines lines = FileLines.of(text, PerformanceFile.NAME, VERSION);
    MeasuredFile file =
        new MeasuredFile(
            lines.take("epoch", 1).number(),
            lines.take("slots", 1).number(),
            lines.takeAll("row", 13, MeasuredRow::of));
    lines.end();
    FileLines.same(text, file.text());
    return file;
  }

  @Override
  public String text() {
    return FileLines.line(PerformanceFile.NAME, VERSION)
        + FileLines.line("epoch", epoch)
        + FileLines.line("slots", slots)
        + rows.stream().map(MeasuredRow::line).collect(Collectors.joining());
  }

  /// Each key that a node goes by or went by, with the row's.
  public Map<NodeId, NodeId> nodesByKey() {
    return keys(rows);
  }

  private static Map<NodeId, NodeId> keys(List<MeasuredRow> rows) {
    return FileRows.keys(rows, MeasuredRow::node, MeasuredRow::former);
  }
}
