package com.qubetics.dvpn.epoch;

import java.math.BigInteger;
import java.util.List;

/// Arithmetic of the rule sets: base units, basis points, every division floors.
final class Shares {
  static final int ONE = 10_000;

  private Shares() {}

  static BigInteger share(BigInteger amount, int basisPoints) {
    return amount.multiply(BigInteger.valueOf(basisPoints)).divide(BigInteger.valueOf(ONE));
  }

  /// ⌊amount × weight / Σ weights⌋ for each; zeros if all weights are.
  static List<BigInteger> proRata(BigInteger amount, List<BigInteger> weights) {
    BigInteger total = sum(weights);
    if (total.signum() == 0) {
      return weights;
    }
    return weights.stream().map(weight -> amount.multiply(weight).divide(total)).toList();
  }

  static BigInteger sum(List<BigInteger> values) {
    return values.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
