package com.qubetics.dvpn.epoch;

import java.util.List;
import java.util.stream.Collectors;

/// The sealed sessions of an epoch as published (docs/protocol.md, section 5): one row per (node,
/// pseudonym), sorted, unique.
///
/// What does not fill a mebibyte is carried: into the next epoch's row of the same account and
/// node, as long as that brings anything new; a row of 0 MiB says that it brought nothing, and lets
/// less than a mebibyte go. What was let go of passes, all rows together, is the file's rest.
///
/// @param restMib mebibytes that passes paid and no node is paid for: they go to the availability
///   pot; at most one for each row of 0 MiB
/// @param rows in any order; kept sorted
public record SessionFile(long epoch, long restMib, List<SessionRow> rows)
    implements SealedSessions {
  static final String NAME = "dvpn-sessions";
  private static final int VERSION = 2;

  public SessionFile {
    rows = FileRows.sortedUnique(rows);
    long letGo = rows.stream().filter(row -> row.countedMib() == 0).count();
    if (restMib < 0 || restMib > letGo) {
      throw new IllegalArgumentException(
          "rest: %s MiB (expected: 0 to %s, the rows of 0 MiB)".formatted(restMib, letGo));
    }
  }

  /// An epoch in which nothing was let go.
  public SessionFile(long epoch, List<SessionRow> rows) {
    this(epoch, 0, rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static SessionFile parse(String text) {
    FileLines lines = FileLines.of(text, NAME, VERSION);
    SessionFile file =
        new SessionFile(
            lines.take("epoch", 1).number(),
            lines.take("rest", 1).number(),
            lines.takeAll("row", 6, SessionRow::of));
    lines.end();
    FileLines.same(text, file.text());
    return file;
  }

  @Override
  public List<SessionRow> sessions() {
    return rows;
  }

  @Override
  public String text() {
    return FileLines.line(NAME, VERSION)
        + FileLines.line("epoch", epoch)
        + FileLines.line("rest", restMib)
        + rows.stream().map(SessionRow::line).collect(Collectors.joining());
  }
}
