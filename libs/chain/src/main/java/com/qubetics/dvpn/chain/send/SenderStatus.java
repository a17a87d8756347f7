package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;

/// Where a sender stood when it last looked after its intents.
///
/// @param open intents not done
/// @param stuck those of them at the highest fee, whose nonce somebody else used, or behind a nonce
///   that nobody used
/// @param capped those of them that wait since a cap on spending is reached
/// @param halted whether the chain has seen nonces that the database has not given out
/// @param balance of the sending key; null before the first look
/// @param spentToday what the transactions signed today (UTC) cost at most
/// @param signerProblem why the signer can't sign at present; null if it can
public record SenderStatus(
    long open,
    long stuck,
    long capped,
    boolean halted,
    @Nullable TokenAmount balance,
    TokenAmount spentToday,
    @Nullable String signerProblem) {

  static final SenderStatus UNKNOWN =
      new SenderStatus(0, 0, 0, false, null, TokenAmount.ZERO, null);

  double balanceTics() {
    return balance == null ? Double.NaN : tics(balance);
  }

  /// For metrics: not exact.
  public static double tics(TokenAmount amount) {
    return amount.baseUnits().doubleValue() / Math.pow(10, TokenAmount.DECIMALS);
  }
}
