package com.qubetics.dvpn.wire.reward;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;

/// Whether the operator claims for an account.
///
/// @param available whether this operator claims for anybody
/// @param feesPerDay the most gas, in base units, that the operator pays for the account in a day
public record Keeper(
    Account account,
    boolean enabled,
    TokenAmount minimumAmount,
    boolean available,
    TokenAmount feesPerDay) {

  /// The account's own word.
  ///
  /// @param minimumAmount base units; null: 0
  public record Wish(boolean enabled, @Nullable TokenAmount minimumAmount) {}
}
