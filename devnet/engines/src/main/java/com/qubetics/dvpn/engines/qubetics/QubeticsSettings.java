package com.qubetics.dvpn.engines.qubetics;

import java.math.BigInteger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the stand-in behaves where chains of that client differ, or where a test wants it otherwise.
///
/// @param interval between two blocks; null: blocks come by [QubeticsLike#block] only
public record QubeticsSettings(@Nullable Duration interval, Gas gas, Receipts receipts, Caps caps) {

  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  /// What gas costs.
  ///
  /// @param genesisBaseFee of the first block, in base units per gas; 0: the chain has none
  ///   (`no_base_fee`), every block's is 0, and only `minPrice` is asked
  /// @param minPrice below which no transaction is taken and no base fee falls
  /// @param blockLimit of a block; half of it is the target that the base fee aims at
  /// @param minBasisPoints of the gas limit are charged at least (`min_gas_multiplier`)
  public record Gas(
      BigInteger genesisBaseFee, BigInteger minPrice, long blockLimit, int minBasisPoints) {
    public Gas {
      if (genesisBaseFee.signum() < 0 || minPrice.signum() < 0) {
        throw new IllegalArgumentException("fees: negative (expected: at least 0)");
      }
      if (blockLimit < 1 || minBasisPoints < 0 || minBasisPoints > 10_000) {
        throw new IllegalArgumentException(
            "gas: %s in a block, %s basis points (expected: at least 1, 0 to 10000)"
                .formatted(blockLimit, minBasisPoints));
      }
    }

    /// The least that is charged for a gas limit.
    long least(long limit) {
      return limit * minBasisPoints / 10_000;
    }
  }

  /// When receipts come.
  ///
  /// @param late after the block
  /// @param lateBlocks after the block
  /// @param unknown how long the receipt of an unknown transaction is looked for before the answer
  ///   is null: at once in this client, up to 51 s in its successor
  public record Receipts(Duration late, int lateBlocks, Duration unknown) {}

  /// What is refused.
  ///
  /// @param logBlocks how far the ends of a question for logs may be apart
  /// @param logs in one answer
  /// @param batch how many calls in a batch; 0: any number, as in this client
  /// @param fee the most that a raw transaction may offer, in base units; null: any, as in this
  ///   client
  /// @param pendingPage how many of the pool's transactions are looked at for pending ones
  public record Caps(
      int logBlocks, int logs, int batch, @Nullable BigInteger fee, int pendingPage) {
    public Caps {
      if (logBlocks < 0 || logs < 0 || batch < 0 || pendingPage < 0) {
        throw new IllegalArgumentException("caps: negative (expected: at least 0)");
      }
    }
  }

  /// As on mainnet: blocks of 6 s, a base fee of 30,000 gwei at first, and the client's own limits.
  /// The gas of a block is that of Evmos' own genesis; what mainnet has was not found out.
  public static QubeticsSettings mainnet() {
    return new QubeticsSettings(
        Duration.ofSeconds(6),
        new Gas(GWEI.multiply(BigInteger.valueOf(30_000)), BigInteger.ZERO, 40_000_000, 5_000),
        new Receipts(Duration.ZERO, 0, Duration.ZERO),
        new Caps(10_000, 10_000, 0, null, 30));
  }

  /// For tests: as on mainnet, but a block each second and a base fee of 1 gwei at first.
  public static QubeticsSettings quick() {
    return mainnet().every(Duration.ofSeconds(1)).baseFee(GWEI);
  }

  /// As [#quick], with blocks made by the test only.
  public static QubeticsSettings byHand() {
    return quick().every(null);
  }

  public QubeticsSettings every(@Nullable Duration time) {
    return new QubeticsSettings(time, gas, receipts, caps);
  }

  public QubeticsSettings baseFee(BigInteger atFirst) {
    return fees(atFirst, gas.minPrice);
  }

  public QubeticsSettings fees(BigInteger baseFeeAtFirst, BigInteger least) {
    return with(new Gas(baseFeeAtFirst, least, gas.blockLimit, gas.minBasisPoints));
  }

  public QubeticsSettings blockGas(long limit) {
    return with(new Gas(gas.genesisBaseFee, gas.minPrice, limit, gas.minBasisPoints));
  }

  public QubeticsSettings with(Gas other) {
    return new QubeticsSettings(interval, other, receipts, caps);
  }

  public QubeticsSettings with(Receipts other) {
    return new QubeticsSettings(interval, gas, other, caps);
  }

  public QubeticsSettings with(Caps other) {
    return new QubeticsSettings(interval, gas, receipts, other);
  }
}
