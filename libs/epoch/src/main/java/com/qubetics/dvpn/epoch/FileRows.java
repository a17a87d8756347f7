package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What the files have in common: sorted unique rows.
final class FileRows {
  private FileRows() {}

  /// @throws IllegalArgumentException if two rows have the same key
  static <R extends Comparable<R>> List<R> sortedUnique(List<R> rows) {
    List<R> sorted = rows.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).compareTo(sorted.get(i - 1)) == 0) {
        throw new IllegalArgumentException("row: %s twice".formatted(sorted.get(i)));
      }
    }
    return sorted;
  }

  /// What every row of a performance file has, within its bounds.
  static void check(long slots, long up, long capacityKbit, int deductions) {
    if (up < 0 || up > slots) {
      throw new IllegalArgumentException("up: %s (expected: 0 to %s slots)".formatted(up, slots));
    }
    if (capacityKbit < 0) {
      throw new IllegalArgumentException(
          "capacity: %s (expected: not negative)".formatted(capacityKbit));
    }
    if (deductions < 0 || deductions > 0xffff) {
      throw new IllegalArgumentException(
          "deductions: %s (expected: 0 to 65535)".formatted(deductions));
    }
  }

  /// @return `prefix`
  static String prefix(String prefix) {
    if (!prefix.matches("[0-9a-f.:/-]{1,64}")) {
      throw new IllegalArgumentException("prefix: malformed (expected: ADDRESS/LENGTH or -)");
    }
    return prefix;
  }

  /// A node's former keys, sorted.
  static List<NodeId> former(List<NodeId> keys, NodeId newest) {
    List<NodeId> former = sortedUnique(keys);
    if (former.contains(newest)) {
      throw new IllegalArgumentException("former: %s is the node's newest key".formatted(newest));
    }
    return former;
  }

  /// Each key that a node goes by or went by, with the key of its row.
  ///
  /// @throws IllegalArgumentException if a key is in two rows
  static <R> Map<NodeId, NodeId> keys(
      List<R> rows, Function<R, NodeId> node, Function<R, List<NodeId>> former) {
    Map<NodeId, NodeId> nodes = new HashMap<>();
    for (R row : rows) {
      put(nodes, node.apply(row), node.apply(row));
      former.apply(row).forEach(key -> put(nodes, key, node.apply(row)));
    }
    return nodes;
  }

  private static void put(Map<NodeId, NodeId> nodes, NodeId key, NodeId node) {
    if (nodes.put(key, node) != null) {
      throw new IllegalArgumentException("key: %s in two rows".formatted(key));
    }
  }
}
