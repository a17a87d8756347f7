package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What an account asked of the keeper.
///
/// @param minimumAmount less is not claimed at a time
record ClaimWish(Account account, boolean enabled, TokenAmount minimumAmount) {

  /// Of an account that never asked.
  static ClaimWish none(Account account) {
    return new ClaimWish(account, false, TokenAmount.ZERO);
  }
}
