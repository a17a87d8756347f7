package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Comparator;

/// What one account's sessions on one node counted in an epoch. The account is hidden behind a
/// pseudonym that differs between nodes and epochs.
///
/// @param pseudonym HMAC-SHA-256(k_epoch, account ‖ node)
/// @param countedMib whole mebibytes that the client's acks add up to, each of them paid by a pass,
///   by the free allowance or by nobody; what fills none is carried (see [SessionFile])
/// @param passMib of these, what a pass pays for
/// @param promoMib of these, what the free allowance covers
/// @param commitment binds the row to its [Opening]
public record SessionRow(
    NodeId node,
    Bytes32 pseudonym,
    long countedMib,
    long passMib,
    long promoMib,
    Bytes32 commitment)
    implements SealedRow, Comparable<SessionRow> {
  private static final Comparator<SessionRow> ORDER =
      Comparator.comparing(SessionRow::node).thenComparing(SessionRow::pseudonym);

  public SessionRow {
    if (countedMib < 0 || passMib < 0 || promoMib < 0 || passMib > countedMib - promoMib) {
      throw new IllegalArgumentException(
          "row: pass %s + promo %s (expected: at most counted %s)"
              .formatted(passMib, promoMib, countedMib));
    }
  }

  static SessionRow of(FileLines.Fields row) {
    return new SessionRow(
        row.node(), row.bytes32(), row.number(), row.number(), row.number(), row.bytes32());
  }

  String line() {
    return FileLines.line("row", node, pseudonym, countedMib, passMib, promoMib, commitment);
  }

  @Override
  public long quantity() {
    return countedMib;
  }

  @Override
  public Bytes32 leaf(long epoch) {
    return Leaf.of(fields(epoch));
  }

  /// What its leaf hashes, to be followed by more.
  AbiFields fields(long epoch) {
    return new AbiFields()
        .uint(epoch)
        .address(node.address())
        .word(pseudonym)
        .uint(countedMib)
        .uint(passMib)
        .uint(promoMib)
        .word(commitment);
  }

  @Override
  public int compareTo(SessionRow other) {
    return ORDER.compare(this, other);
  }
}
