package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import java.math.BigInteger;
import java.util.List;

/// A data set of an epoch as published and anchored: canonical text, and a tree over its rows.
public sealed interface SealedFile permits SealedSessions, SealedPerformance {

  /// In the version that its first line says.
  ///
  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  static SealedFile parse(Seal.Kind kind, String text) {
    return switch (kind) {
      case SESSIONS -> SealedSessions.parse(text);
      case PERFORMANCE -> SealedPerformance.parse(text);
    };
  }

  Seal.Kind kind();

  long epoch();

  /// Sorted, unique.
  List<? extends SealedRow> rows();

  String text();

  default Bytes32 dataHash() {
    return FileLines.hash(text());
  }

  default MerkleTree tree() {
    return MerkleTree.of(rows().stream().map(row -> row.leaf(epoch())).toList());
  }

  default Bytes32 root() {
    return tree().root();
  }

  /// What the anchor carries as `total`.
  default BigInteger total() {
    return rows().stream()
        .map(row -> BigInteger.valueOf(row.quantity()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /// Its first seal.
  default Seal seal() {
    return new Seal(epoch(), 1, kind(), root(), rows().size(), total(), dataHash());
  }
}
