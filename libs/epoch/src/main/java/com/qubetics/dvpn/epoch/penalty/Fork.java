package com.qubetics.dvpn.epoch.penalty;

import java.time.Instant;

/// Two lines of usages, signed with one node key, that differ from one (boot, seq) on.
///
/// How it works, and why. A machine that is put back to a backup takes up an old state and goes on
/// from there: what it had signed after the backup ends, then the second line begins. A node that
/// tells one thing to one side and another to the other goes on with both. So only lines that
/// overlap in time are a contradiction; times are the ledger's, of receipt.
///
/// @param formerEnd when the last usage of the line that began first came in
/// @param latterStart when the first usage of the other line came in
public record Fork(Instant formerEnd, Instant latterStart) {
  boolean isContradiction() {
    return formerEnd.isAfter(latterStart);
  }
}
