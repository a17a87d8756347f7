package com.qubetics.dvpn.events;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;

/// One kind of an epoch's data set is final at its service, its file can be fetched there and its
/// anchor is on its way to the chain.
///
/// @param version of the anchor: 1, then one more with each correction
/// @param root of the tree over the file's rows; zero without rows
/// @param leaves number of rows
/// @param total as anchored: counted MiB of sessions, slots up of performance; decimal string
/// @param dataHash Keccak-256 of the file
public record EpochSealed(
    long epoch,
    long version,
    Kind kind,
    Bytes32 root,
    long leaves,
    @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger total,
    Bytes32 dataHash) {

  /// Which data set; the ordinal is the contract's `kind`.
  public enum Kind {
    SESSIONS,
    PERFORMANCE
  }
}
