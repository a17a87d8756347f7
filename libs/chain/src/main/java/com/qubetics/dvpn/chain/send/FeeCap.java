package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The highest fee that a node takes of one transaction, as it says when it refuses a higher one
/// (geth's and Evmos's `RPC.TxFeeCap`, 1 coin unless set otherwise).
record FeeCap(TokenAmount most) {
  private static final Pattern TOLD =
      Pattern.compile("exceeds the configured cap \\(([0-9]+(?:\\.[0-9]+)?) ");

  /// Nodes round what they tell, to hundredths of a coin, so half of the last digit less is taken:
  /// a cap of 0.126 is told as 0.13, and what costs 0.13 is refused again and again.
  ///
  /// @param refusal the node's words
  /// @return empty too if the cap is told as nothing
  static Optional<FeeCap> in(String refusal) {
    Matcher told = TOLD.matcher(refusal);
    if (!told.find()) {
      return Optional.empty();
    }
    BigDecimal coins = new BigDecimal(told.group(1));
    BigDecimal half = coins.scale() > 0 ? coins.ulp().divide(BigDecimal.TWO) : BigDecimal.ZERO;
    BigDecimal most = coins.subtract(half);
    return most.signum() > 0
        ? Optional.of(
            new FeeCap(new TokenAmount(most.movePointRight(TokenAmount.DECIMALS).toBigInteger())))
        : Optional.empty();
  }

  boolean allows(Fees fees, long gas) {
    return fees.cost(gas).compareTo(most.baseUnits()) <= 0;
  }

  /// These, or as much of them as the cap allows.
  Fees within(Fees fees, long gas) {
    BigInteger most = this.most.baseUnits().divide(BigInteger.valueOf(gas)).min(fees.maxFee());
    return new Fees(most, fees.priorityFee().min(most));
  }
}
