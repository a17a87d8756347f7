package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// A [SessionRow] with what its account's passes had cost.
///
/// @param paid base units that the passes cost from which the row's `passMib` were taken, first in
///   first out
public record PaidRow(SessionRow session, TokenAmount paid)
    implements SealedRow, Comparable<PaidRow> {

  public PaidRow {
    if (session.passMib() == 0 && !paid.equals(TokenAmount.ZERO)) {
      throw new IllegalArgumentException("row: %s paid for 0 MiB (expected: 0)".formatted(paid));
    }
  }

  public NodeId node() {
    return session.node();
  }

  static PaidRow of(FileLines.Fields row) {
    return new PaidRow(SessionRow.of(row), row.amount());
  }

  String line() {
    return FileLines.line(
        "row",
        session.node(),
        session.pseudonym(),
        session.countedMib(),
        session.passMib(),
        session.promoMib(),
        session.commitment(),
        paid);
  }

  @Override
  public long quantity() {
    return session.quantity();
  }

  @Override
  public Bytes32 leaf(long epoch) {
    return Leaf.of(session.fields(epoch).uint(paid.baseUnits()));
  }

  @Override
  public int compareTo(PaidRow other) {
    return session.compareTo(other.session);
  }
}
