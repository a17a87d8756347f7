package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Address;

/// Who may do what, one right each.
///
/// @param sessions anchors session roots
/// @param performance anchors performance roots
/// @param proposer proposes reward roots
/// @param guardian vetoes them
/// @param jailer jails nodes
/// @param penaliser proposes slashes
/// @param governor proposes to the timelock, which alone administers the contracts
public record Roles(
    Address sessions,
    Address performance,
    Address proposer,
    Address guardian,
    Address jailer,
    Address penaliser,
    Address governor) {

  /// One key for everything: for tests.
  public static Roles allBy(Address address) {
    return new Roles(address, address, address, address, address, address, address);
  }
}
