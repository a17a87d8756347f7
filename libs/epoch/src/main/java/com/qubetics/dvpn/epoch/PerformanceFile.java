package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The measured performance of an epoch as published (docs/protocol.md, section 5): one row per
/// node, sorted, unique.
///
/// @param rows in any order; kept sorted
public record PerformanceFile(long epoch, List<PerformanceRow> rows) {

  public PerformanceFile {
    rows = Rows.sortedUnique(rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static PerformanceFile parse(String text) {
    Lines lines = Lines.of(text);
    Rows.version(lines, "dvpn-performance");
    long epoch = lines.take("epoch", 1).number();
    List<PerformanceRow> rows = new ArrayList<>();
    while (lines.at("row")) {
      Lines.Fields row = lines.take("row", 8);
      rows.add(
          new PerformanceRow(
              row.node(),
              row.account(),
              row.amount(),
              row.number(),
              row.number(),
              row.number(),
              row.smallNumber(),
              row.text()));
    }
    lines.end();
    PerformanceFile file = new PerformanceFile(epoch, rows);
    Lines.same(text, file.text());
    return file;
  }

  public String text() {
    StringBuilder text = new StringBuilder("dvpn-performance 1\nepoch %s\n".formatted(epoch));
    for (PerformanceRow row : rows) {
      text.append("row ")
          .append(Lines.hex(row.node().address()))
          .append(' ')
          .append(Lines.hex(row.provider().address()))
          .append(' ')
          .append(row.deposit())
          .append(' ')
          .append(row.slots())
          .append(' ')
          .append(row.up())
          .append(' ')
          .append(row.capacityKbit())
          .append(' ')
          .append(row.deductions())
          .append(' ')
          .append(row.prefix())
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

  /// What the anchor carries as `total`: Σ slots in which nodes were up.
  public BigInteger total() {
    return rows.stream()
        .map(row -> BigInteger.valueOf(row.up()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
