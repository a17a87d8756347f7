package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import java.util.stream.Collectors;

/// The sealed sessions of an epoch under rule set 2 (docs/protocol.md, section 5): as a
/// [SessionFile], with what the passes cost in place of one price for all.
///
/// @param rest base units that passes paid for bytes that filled no mebibyte of any row: they go to
///   the availability pot
/// @param rows in any order; kept sorted
public record PaidFile(long epoch, TokenAmount rest, List<PaidRow> rows) implements SealedSessions {
  static final int VERSION = 3;

  public PaidFile {
    rows = FileRows.sortedUnique(rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static PaidFile parse(String text) {
    FileLines lines = FileLines.of(text, SessionFile.NAME, VERSION);
    PaidFile file =
        new PaidFile(
            lines.take("epoch", 1).number(),
            lines.take("rest", 1).amount(),
            lines.takeAll("row", 7, PaidRow::of));
    lines.end();
    FileLines.same(text, file.text());
    return file;
  }

  @Override
  public List<SessionRow> sessions() {
    return rows.stream().map(PaidRow::session).toList();
  }

  @Override
  public String text() {
    return FileLines.line(SessionFile.NAME, VERSION)
        + FileLines.line("epoch", epoch)
        + FileLines.line("rest", rest)
        + rows.stream().map(PaidRow::line).collect(Collectors.joining());
  }
}
