package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// How one node did in an epoch, as others measured it.
///
/// @param provider the account that is paid for the node
/// @param deposit slashable deposit at the end of the epoch
/// @param slots slots in which the node was to be up
/// @param up of these, slots in which it was
/// @param capacityKbit measured capacity, kbit/s
/// @param deductions from the compliance factor, basis points
/// @param prefix the group of addresses the node shares a place in, such as `203.0.113.0/24`; `-`
///   if unknown
public record PerformanceRow(
    NodeId node,
    Account provider,
    TokenAmount deposit,
    long slots,
    long up,
    long capacityKbit,
    int deductions,
    String prefix)
    implements Comparable<PerformanceRow> {

  public PerformanceRow {
    if (slots < 0 || up < 0 || up > slots) {
      throw new IllegalArgumentException("up: %d (expected: 0 to %d slots)".formatted(up, slots));
    }
    if (capacityKbit < 0) {
      throw new IllegalArgumentException(
          "capacity: %d (expected: not negative)".formatted(capacityKbit));
    }
    if (deductions < 0 || deductions > 0xffff) {
      throw new IllegalArgumentException(
          "deductions: %d (expected: 0 to 65535)".formatted(deductions));
    }
    if (!prefix.matches("[0-9a-f.:/-]{1,64}")) {
      throw new IllegalArgumentException("prefix: malformed (expected: ADDRESS/LENGTH or -)");
    }
  }

  /// The leaf of this row in the epoch's performance tree.
  public Bytes32 leaf(long epoch) {
    return new Leaf()
        .uint(epoch)
        .address(node.address())
        .address(provider.address())
        .uint(deposit.baseUnits())
        .uint(slots)
        .uint(up)
        .uint(capacityKbit)
        .uint(deductions)
        .string(prefix)
        .hash();
  }

  @Override
  public int compareTo(PerformanceRow other) {
    return node.compareTo(other.node);
  }
}
