package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Optional;

/// Hashes of blocks of the chain.
@FunctionalInterface
public interface BlockHashes {

  /// The hash of a block with enough confirmations; empty if it is not there yet.
  Optional<Bytes32> finalHash(long block);
}
