package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NotNegative;
import org.jspecify.annotations.Nullable;

/// To claim what an account has earned in a period.
///
/// @param from pays the gas; null: the account, which is paid in any case
public record ClaimRequest(@Nullable Account from, Account account, long period) {
  public ClaimRequest {
    NotNegative.check("period", period);
  }
}
