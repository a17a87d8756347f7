package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

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
public record SessionFile(long epoch, long restMib, List<SessionRow> rows) {
  private static final int VERSION = 2;

  public SessionFile {
    rows = Rows.sortedUnique(rows);
    long letGo = rows.stream().filter(row -> row.countedMib() == 0).count();
    if (restMib < 0 || restMib > letGo) {
      throw new IllegalArgumentException(
          "rest: %d MiB (expected: 0 to %d, the rows of 0 MiB)".formatted(restMib, letGo));
    }
  }

  /// An epoch in which nothing was let go.
  public SessionFile(long epoch, List<SessionRow> rows) {
    this(epoch, 0, rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static SessionFile parse(String text) {
    Lines lines = Lines.of(text);
    Rows.version(lines, "dvpn-sessions", VERSION);
    long epoch = lines.take("epoch", 1).number();
    long restMib = lines.take("rest", 1).number();
    List<SessionRow> rows = new ArrayList<>();
    while (lines.at("row")) {
      Lines.Fields row = lines.take("row", 6);
      rows.add(
          new SessionRow(
              row.node(), row.bytes32(), row.number(), row.number(), row.number(), row.bytes32()));
    }
    lines.end();
    SessionFile file = new SessionFile(epoch, restMib, rows);
    Lines.same(text, file.text());
    return file;
  }

  public String text() {
    StringBuilder text =
        new StringBuilder(
            "dvpn-sessions %d\nepoch %s\nrest %s\n".formatted(VERSION, epoch, restMib));
    for (SessionRow row : rows) {
      text.append("row ")
          .append(Lines.hex(row.node().address()))
          .append(' ')
          .append(row.pseudonym())
          .append(' ')
          .append(row.countedMib())
          .append(' ')
          .append(row.passMib())
          .append(' ')
          .append(row.promoMib())
          .append(' ')
          .append(row.commitment())
          .append('\n');
    }
    return text.toString();
  }

  public Bytes32 dataHash() {
    return Lines.hash(text());
  }

  public MerkleTree tree() {
    return MerkleTree.of(rows.stream().map(row -> row.leaf(epoch)).toList());
  }

  public Bytes32 root() {
    return tree().root();
  }

  /// What the anchor carries as `total`: Σ countedMib.
  public BigInteger total() {
    return rows.stream()
        .map(row -> BigInteger.valueOf(row.countedMib()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
