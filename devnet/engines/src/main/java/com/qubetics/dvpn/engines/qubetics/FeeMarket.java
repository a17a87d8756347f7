package com.qubetics.dvpn.engines.qubetics;

import java.math.BigInteger;

/// The base fee of a block, and how much gas that block wanted, which sets the next one's.
///
/// Evmos, `x/feemarket/keeper/eip1559.go`: the fee moves by an eighth at most, towards a target of
/// half of the block's gas limit (elasticity 2, denominator 8), with the same whole-number division
/// as Ethereum's, so that a falling one stays at 7 units; its lower bound is the least gas price.
/// `x/feemarket/keeper/abci.go`: what a block wanted is the sum of its transactions' gas *limits*
/// times the gas multiplier, or what was used if that is more. The base fee of the newest block is
/// the one that transactions are held against when they come.
record FeeMarket(BigInteger baseFee, long gasWanted) {
  private static final BigInteger ELASTICITY = BigInteger.TWO;
  private static final BigInteger DENOMINATOR = BigInteger.valueOf(8);

  /// That of the block after this one.
  BigInteger next(QubeticsSettings settings) {
    if (settings.gas().genesisBaseFee().signum() == 0) {
      return BigInteger.ZERO;
    }
    BigInteger target = BigInteger.valueOf(settings.gas().blockLimit()).divide(ELASTICITY);
    BigInteger beyond = BigInteger.valueOf(gasWanted).subtract(target);
    BigInteger change =
        baseFee.multiply(beyond.abs()).divide(target.max(BigInteger.ONE)).divide(DENOMINATOR);
    return switch (beyond.signum()) {
      case 0 -> baseFee;
      case 1 -> baseFee.add(change.max(BigInteger.ONE));
      default -> baseFee.subtract(change).max(settings.gas().minPrice());
    };
  }

  /// What the client advises as a tip, though its pool has no priorities: the most that the base
  /// fee can rise by in one block (Evmos, `SuggestGasTipCap` in `rpc/backend/chain_info.go`).
  BigInteger advisedTip() {
    return baseFee.multiply(ELASTICITY.subtract(BigInteger.ONE)).divide(DENOMINATOR);
  }

  /// `eth_gasPrice`: base fee and tip, and at least the least price (`rpc/backend/call_tx.go`).
  BigInteger gasPrice(QubeticsSettings settings) {
    return baseFee.add(advisedTip()).max(settings.gas().minPrice());
  }
}
