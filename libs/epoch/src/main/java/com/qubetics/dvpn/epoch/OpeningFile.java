package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;

/// The opened rows of an epoch as published (docs/protocol.md, section 5). Which rows must be in
/// it, [RowDraw] says.
///
/// @param openings in any order; kept sorted by node and pseudonym, unique
public record OpeningFile(long epoch, List<Opening> openings) {
  private static final String NAME = "dvpn-openings";
  private static final int VERSION = 2;

  public OpeningFile {
    openings = FileRows.sortedUnique(openings);
  }

  /// @param domain the EIP-712 domain the messages in it are signed under
  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static OpeningFile parse(String text, Domain domain) {
    FileLines lines = FileLines.of(text, NAME, VERSION);
    long epoch = lines.take("epoch", 1).number();
    List<Opening> openings =
        lines.takeAll(
            "row",
            3,
            row -> {
              NodeId node = row.node();
              Bytes32 pseudonym = row.bytes32();
              Bytes32 salt = row.bytes32();
              return new Opening(
                  node, pseudonym, salt, Opening.sessions(lines, node, domain), domain);
            });
    lines.end();
    OpeningFile file = new OpeningFile(epoch, openings);
    FileLines.same(text, file.text());
    return file;
  }

  public String text() {
    StringBuilder text =
        new StringBuilder(FileLines.line(NAME, VERSION)).append(FileLines.line("epoch", epoch));
    for (Opening opening : openings) {
      text.append(FileLines.line("row", opening.node(), opening.pseudonym(), opening.salt()))
          .append(opening.text());
    }
    return text.toString();
  }

  public Bytes32 dataHash() {
    return FileLines.hash(text());
  }
}
