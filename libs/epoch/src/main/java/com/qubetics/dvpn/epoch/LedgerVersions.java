package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.List;

/// Names the versions of the anchors that a proposal was computed from:
/// `keccak256(abi.encode(uint32[]))` of the sessions and the performance version of each epoch in
/// turn.
public final class LedgerVersions {
  private LedgerVersions() {}

  public static Bytes32 hash(List<Integer> versions) {
    return Keccak.hash(
        new AbiFields().list(versions.stream().map(Bytes32::uint).toList()).encode());
  }
}
