package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;

/// The hash of one leaf: `keccak256(bytes.concat(keccak256(abi.encode(…))))` (docs/protocol.md,
/// section 4). Hashed twice, so that no inner node of a tree, being the hash of 64 bytes, can pass
/// for a leaf.
final class Leaf {
  private Leaf() {}

  static Bytes32 of(AbiFields fields) {
    return Keccak.hash(Keccak.hash(fields.encode()).bytes());
  }
}
