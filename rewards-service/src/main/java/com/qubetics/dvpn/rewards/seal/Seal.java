package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;

/// One data set of an epoch, closed for good.
///
/// @param version 1, then one more with each correction
/// @param root of the tree over the file's rows; zero without rows
/// @param dataHash Keccak-256 of the file
public record Seal(
    long epoch,
    EpochSealed.Kind kind,
    long version,
    Bytes32 root,
    long leaves,
    BigInteger total,
    Bytes32 dataHash) {

  static Seal of(EpochSealed told) {
    return new Seal(
        told.epoch(),
        told.kind(),
        told.version(),
        told.root(),
        told.leaves(),
        told.total(),
        told.dataHash());
  }
}
