package com.qubetics.dvpn.simulation;

import java.math.BigDecimal;
import java.math.BigInteger;

/// What things cost and how much there is of them; docs/economics.md has each in plain words.
/// Amounts are base units (10^-18 TICS).
final class Economy {
  /// Of an epoch of 24 h: 300 s each.
  static final int SLOTS = 288;

  /// Independent parties that run watchers.
  static final int WATCHERS = 5;

  /// Mean of a watcher's blind sessions with one node in an epoch (Poisson).
  static final double SESSIONS_PER_WATCHER = 4;

  /// What the treasury gives for an epoch, per node.
  static final BigInteger BUDGET_PER_NODE = tics("1");

  static final BigInteger PRICE_PER_MIB = tics("0.001");

  /// One transaction on chain, of any kind.
  static final BigInteger GAS = tics("0.005");

  /// A host with a line of 100 Mbit/s, for an epoch.
  static final BigInteger HOST = tics("0.3");

  /// To fill one node's line for an hour.
  static final BigInteger FLOOD_HOUR = tics("0.05");

  /// What a new wallet can leave unsigned, MiB.
  static final long FIRST_CREDIT_MIB = 8;

  /// Signed traffic of users at one node that is up and serves, MiB in an epoch.
  static final long PASS_MIB = 500;

  /// Free allowance used at one such node, MiB in an epoch.
  static final long PROMO_MIB = 20;

  /// The vault pays so many times the budget for an epoch at most.
  static final int VAULT_CAP_BUDGETS = 2;

  private Economy() {}

  static BigInteger tics(String tics) {
    return new BigDecimal(tics).scaleByPowerOfTen(18).toBigIntegerExact();
  }

  static BigInteger times(BigInteger amount, long factor) {
    return amount.multiply(BigInteger.valueOf(factor));
  }

  /// Floors.
  static BigInteger share(BigInteger amount, double share) {
    return new BigDecimal(amount).multiply(BigDecimal.valueOf(share)).toBigInteger();
  }

  static String text(BigInteger amount) {
    return new BigDecimal(amount, 18).stripTrailingZeros().toPlainString();
  }
}
