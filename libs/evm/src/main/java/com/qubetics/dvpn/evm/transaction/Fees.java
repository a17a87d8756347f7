package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import java.math.BigInteger;

/// What a transaction offers per unit of gas (EIP-1559), in base units.
///
/// @param maxFee for base fee and tip together
/// @param priorityFee the tip
public record Fees(BigInteger maxFee, BigInteger priorityFee) {
  /// Nodes replace a waiting transaction only by one that offers 10 % more of both.
  private static final BigInteger RAISE_PERCENT = BigInteger.valueOf(125);

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  public Fees {
    if (priorityFee.signum() < 0 || maxFee.compareTo(priorityFee) < 0) {
      throw new IllegalArgumentException("fees: %s < %s".formatted(maxFee, priorityFee));
    }
  }

  /// Twice the base fee of the newest block, so that six full blocks in a row don't price it out,
  /// plus a tip: what the node advises, and no less than what is missing to the price that it names
  /// for transactions of before EIP-1559, below which some chains take nothing whatever the base
  /// fee is (Evmos's `MinGasPrice`).
  public static Fees current(JsonRpc rpc) {
    return current(rpc, rpc.latestBlock());
  }

  /// @param head the newest block
  public static Fees current(JsonRpc rpc, Block head) {
    BigInteger tip = rpc.maxPriorityFeePerGas().max(rpc.gasPrice().subtract(head.baseFee()));
    return new Fees(head.baseFee().shiftLeft(1).add(tip), tip);
  }

  /// At least a quarter more than these, and at least `current`.
  public Fees raised(Fees current) {
    return new Fees(raise(maxFee).max(current.maxFee), raise(priorityFee).max(current.priorityFee));
  }

  private static BigInteger raise(BigInteger fee) {
    return fee.multiply(RAISE_PERCENT).divide(HUNDRED).add(BigInteger.ONE);
  }

  public BigInteger cost(long gas) {
    return maxFee.multiply(BigInteger.valueOf(gas));
  }
}
