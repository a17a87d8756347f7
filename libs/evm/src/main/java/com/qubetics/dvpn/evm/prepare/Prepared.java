package com.qubetics.dvpn.evm.prepare;

import com.qubetics.dvpn.wire.transaction.PreparedTransaction;

/// What came of preparing a transaction.
public sealed interface Prepared {

  /// It would go through at the newest block.
  record Ready(PreparedTransaction transaction) implements Prepared {}

  /// It would not.
  ///
  /// @param code stable: `BALANCE_TOO_LOW`, or the contract's error in capitals, such as
  ///   `NODE_PROOF_EXPIRED`
  /// @param detail the contract's error with its members, and the remedy
  record Refused(String code, String detail) implements Prepared {}
}
