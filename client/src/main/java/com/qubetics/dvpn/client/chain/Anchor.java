package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;

/// What EpochLedger holds for an epoch and kind.
///
/// @param version rises with corrections; 0: nothing is anchored
/// @param blockNumber of the anchoring transaction
public record Anchor(
    Bytes32 root, long leaves, BigInteger total, Bytes32 dataHash, long version, long blockNumber) {

  /// What is anchored; the number is its form on chain.
  public enum Kind {
    SESSIONS,
    PERFORMANCE
  }
}
