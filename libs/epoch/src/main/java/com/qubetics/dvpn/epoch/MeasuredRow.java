package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;

/// How one node did in an epoch, by what others saw of it: slots by probers, sessions by watchers.
/// A node is one deposit: whatever keys it went by, it has one row, under its newest key.
///
/// @param provider the account that is paid for the node
/// @param deposit the least that was slashable in any of these slots, base units
/// @param slots slots of the epoch since the node's first activation, whatever it did in them
/// @param up of these, slots in which it was, or was away as declared within its outage credit
/// @param capacityKbit what watchers measured, kbit/s; 0 if none did
/// @param blind the blind sessions with it
/// @param deductions from the compliance factor, basis points
/// @param group the addresses and the network that the node shares with others
/// @param former keys that it had before and that sessions may still name; kept sorted
public record MeasuredRow(
    NodeId node,
    Account provider,
    TokenAmount deposit,
    long slots,
    long up,
    long capacityKbit,
    Blind blind,
    int deductions,
    Group group,
    List<NodeId> former)
    implements SealedRow, Comparable<MeasuredRow> {

  /// Sessions that watchers opened as users do.
  ///
  /// @param passed of the epoch's, those in which all was as it should be
  /// @param total of the epoch
  /// @param watchers different ones with a session that passed in this epoch or the two before
  public record Blind(long passed, long total, int watchers) {
    public Blind {
      if (passed < 0 || passed > total) {
        throw new IllegalArgumentException(
            "blind: %s passed (expected: 0 to %s)".formatted(passed, total));
      }
      if (watchers < 0) {
        throw new IllegalArgumentException(
            "watchers: %s (expected: not negative)".formatted(watchers));
      }
    }
  }

  /// @param prefix the v4 /24 or v6 /40 of the node's address, such as `203.0.113.0/24`; `-` if
  ///   unknown
  /// @param asn number of the autonomous system it is routed by; 0 if unknown or not looked at
  public record Group(String prefix, long asn) {
    public Group {
      prefix = FileRows.prefix(prefix);
      if (asn < 0 || asn > 0xffffffffL) {
        throw new IllegalArgumentException("asn: %s (expected: 0 to 2^32 - 1)".formatted(asn));
      }
    }
  }

  public MeasuredRow {
    FileRows.check(slots, up, capacityKbit, deductions);
    former = FileRows.former(former, node);
  }

  static MeasuredRow of(FileLines.Fields row) {
    return new MeasuredRow(
        row.node(),
        row.account(),
        row.amount(),
        row.number(),
        row.number(),
        row.number(),
        new Blind(row.number(), row.number(), row.smallNumber()),
        row.smallNumber(),
        new Group(row.text(), row.number()),
        row.nodes());
  }

  String line() {
    return FileLines.line(
        "row",
        node,
        provider,
        deposit,
        slots,
        up,
        capacityKbit,
        blind.passed,
        blind.total,
        blind.watchers,
        deductions,
        group.prefix,
        group.asn,
        former);
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
            .uint(blind.passed)
            .uint(blind.total)
            .uint(blind.watchers)
            .uint(deductions)
            .string(group.prefix)
            .uint(group.asn)
            .string(FileLines.field(former)));
  }

  @Override
  public int compareTo(MeasuredRow other) {
    return node.compareTo(other.node);
  }
}
