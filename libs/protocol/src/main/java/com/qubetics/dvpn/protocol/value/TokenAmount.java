package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;

/// An amount in base units (`tics`, 10^-18 TICS), 0 to 2^256-1. JSON carries a decimal string.
public record TokenAmount(BigInteger baseUnits) implements Comparable<TokenAmount> {
  public static final int DECIMALS = 18;
  public static final TokenAmount ZERO = new TokenAmount(BigInteger.ZERO);

  public TokenAmount {
    if (baseUnits.signum() < 0 || baseUnits.bitLength() > 256) {
      throw new IllegalArgumentException(
          "amount: %s (expected: 0 to 2^256-1)".formatted(baseUnits));
    }
  }

  /// @param text base units, decimal digits only
  @JsonCreator
  public static TokenAmount parse(String text) {
    if (!text.matches("[0-9]{1,78}")) {
      throw new IllegalArgumentException("amount: malformed (expected: base units in digits)");
    }
    return new TokenAmount(new BigInteger(text));
  }

  /// @param tics whole or fractional TICS such as `10` or `0.5`
  public static TokenAmount ofTics(String tics) {
    return new TokenAmount(new BigDecimal(tics).movePointRight(DECIMALS).toBigIntegerExact());
  }

  public TokenAmount plus(TokenAmount other) {
    return new TokenAmount(baseUnits.add(other.baseUnits));
  }

  /// @throws IllegalArgumentException if `other` is larger
  public TokenAmount minus(TokenAmount other) {
    return new TokenAmount(baseUnits.subtract(other.baseUnits));
  }

  public TokenAmount times(long factor) {
    return new TokenAmount(baseUnits.multiply(BigInteger.valueOf(factor)));
  }

  /// For people: `12.5 TICS`.
  public String toTics() {
    return new BigDecimal(baseUnits, DECIMALS).stripTrailingZeros().toPlainString() + " TICS";
  }

  @Override
  public int compareTo(TokenAmount other) {
    return baseUnits.compareTo(other.baseUnits);
  }

  @JsonValue
  @Override
  public String toString() {
    return baseUnits.toString();
  }
}
