package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The sealed sessions of an epoch as published (docs/protocol.md, section 5): one row per (node,
/// pseudonym), sorted, unique.
///
/// @param rows in any order; kept sorted
public record SessionFile(long epoch, List<SessionRow> rows) {
  private static final int VERSION = 1;

  public SessionFile {
    rows = Rows.sortedUnique(rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static SessionFile parse(String text) {
    Lines lines = Lines.of(text);
    Rows.version(lines, "dvpn-sessions", VERSION);
    long epoch = lines.take("epoch", 1).number();
    List<SessionRow> rows = new ArrayList<>();
    while (lines.at("row")) {
      Lines.Fields row = lines.take("row", 6);
      rows.add(
          new SessionRow(
              row.node(), row.bytes32(), row.number(), row.number(), row.number(), row.bytes32()));
    }
    lines.end();
    SessionFile file = new SessionFile(epoch, rows);
    Lines.same(text, file.text());
    return file;
  }

  public String text() {
    StringBuilder text =
        new StringBuilder("dvpn-sessions %d\nepoch %s\n".formatted(VERSION, epoch));
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
