package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The measured performance of an epoch as published (docs/protocol.md, section 5): one row per
/// node, sorted; no key is in two of them, so that no deposit weighs twice.
///
/// @param rows in any order; kept sorted
public record PerformanceFile(long epoch, List<PerformanceRow> rows) {
  private static final int VERSION = 2;

  public PerformanceFile {
    rows = Rows.sortedUnique(rows);
    byKey(rows);
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  public static PerformanceFile parse(String text) {
    Lines lines = Lines.of(text);
    Rows.version(lines, "dvpn-performance", VERSION);
    long epoch = lines.take("epoch", 1).number();
    List<PerformanceRow> rows = new ArrayList<>();
    while (lines.at("row")) {
      Lines.Fields row = lines.take("row", 9);
      rows.add(
          new PerformanceRow(
              row.node(),
              row.account(),
              row.amount(),
              row.number(),
              row.number(),
              row.number(),
              row.smallNumber(),
              row.text(),
              row.nodes()));
    }
    lines.end();
    PerformanceFile file = new PerformanceFile(epoch, rows);
    Lines.same(text, file.text());
    return file;
  }

  public String text() {
    StringBuilder text =
        new StringBuilder("dvpn-performance %d\nepoch %s\n".formatted(VERSION, epoch));
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
          .append(' ')
          .append(row.formerText())
          .append('\n');
    }
    return text.toString();
  }

  /// Each key that a node goes by or went by, with the row's.
  public Map<NodeId, NodeId> nodesByKey() {
    return byKey(rows);
  }

  private static Map<NodeId, NodeId> byKey(List<PerformanceRow> rows) {
    Map<NodeId, NodeId> nodes = new HashMap<>();
    for (PerformanceRow row : rows) {
      put(nodes, row.node(), row.node());
      row.former().forEach(key -> put(nodes, key, row.node()));
    }
    return nodes;
  }

  private static void put(Map<NodeId, NodeId> nodes, NodeId key, NodeId node) {
    if (nodes.put(key, node) != null) {
      throw new IllegalArgumentException("key: %s in two rows".formatted(key));
    }
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
