package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;

/// How one node did in an epoch, as others measured it. A node is one deposit: whatever keys it
/// went by, it has one row, under its newest key.
///
/// @param provider the account that is paid for the node
/// @param deposit the least that was slashable in any of these slots, base units
/// @param slots slots in which the node was to be up, under whatever key
/// @param up of these, slots in which it was
/// @param capacityKbit measured capacity, kbit/s
/// @param deductions from the compliance factor, basis points
/// @param prefix the group of addresses the node shares a place in, such as `203.0.113.0/24`; `-`
///   if unknown
/// @param former keys that it had before and that sessions may still name; kept sorted
public record PerformanceRow(
    NodeId node,
    Account provider,
    TokenAmount deposit,
    long slots,
    long up,
    long capacityKbit,
    int deductions,
    String prefix,
    List<NodeId> former)
    implements SealedRow, Comparable<PerformanceRow> {

  public PerformanceRow {
    FileRows.check(slots, up, capacityKbit, deductions);
    prefix = FileRows.prefix(prefix);
    former = FileRows.former(former, node);
  }

  /// A node that has had one key only.
  public PerformanceRow(
      NodeId node,
      Account provider,
      TokenAmount deposit,
      long slots,
      long up,
      long capacityKbit,
      int deductions,
      String prefix) {
    this(node, provider, deposit, slots, up, capacityKbit, deductions, prefix, List.of());
  }

  static PerformanceRow of(FileLines.Fields row) {
    return new PerformanceRow(
        row.node(),
        row.account(),
        row.amount(),
        row.number(),
        row.number(),
        row.number(),
        row.smallNumber(),
        row.text(),
        row.nodes());
  }

  String line() {
    return FileLines.line(
        "row", node, provider, deposit, slots, up, capacityKbit, deductions, prefix, former);
  }

  @Override
  public long quantity() {
    return up;
  }

  @Override
  public Bytes32 leaf(long epoch) {
    return Leaf.of(
        new AbiFields()
            .uint(epoch)
            .address(node.address())
            .address(provider.address())
            .uint(deposit.baseUnits())
            .uint(slots)
            .uint(up)
            .uint(capacityKbit)
            .uint(deductions)
            .string(prefix)
            .string(FileLines.field(former)));
  }

  @Override
  public int compareTo(PerformanceRow other) {
    return node.compareTo(other.node);
  }
}
