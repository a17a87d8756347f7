package com.qubetics.dvpn.stage.story;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Amounts for people.
final class Money {

  private static final int DECIMALS = 18;

  private Money() {}

  static BigInteger tics(long whole) {
    return BigInteger.valueOf(whole).multiply(BigInteger.TEN.pow(DECIMALS));
  }

  static String text(BigInteger baseUnits) {
    return new BigDecimal(baseUnits, DECIMALS).stripTrailingZeros().toPlainString() + " TICS";
  }
}
