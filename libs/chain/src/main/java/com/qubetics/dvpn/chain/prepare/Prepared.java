package com.qubetics.dvpn.chain.prepare;

import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What came of preparing a transaction.
public sealed interface Prepared {

  /// It would go through at the newest block.
  ///
  /// @param value base units sent along
  /// @param gas units, a quarter more than estimated; what is not used is not paid
  /// @param estimatedFee what all of that gas costs at the present price
  record Ready(WalletTransaction transaction, TokenAmount value, long gas, TokenAmount estimatedFee)
      implements Prepared {}

  /// It would not.
  ///
  /// @param code stable: `BALANCE_TOO_LOW`, or the contract's error in capitals, such as
  ///   `NODE_PROOF_EXPIRED`
  /// @param detail the contract's error with its members, and the remedy
  record Refused(String code, String detail) implements Prepared {}
}
