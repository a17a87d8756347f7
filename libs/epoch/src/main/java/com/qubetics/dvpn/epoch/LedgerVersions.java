package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;

/// Names the versions of the anchors that a proposal was computed from:
/// `keccak256(abi.encode(uint32[]))` of the sessions and the performance version of each epoch in
/// turn.
public final class LedgerVersions {
  private LedgerVersions() {}

  public static Bytes32 hash(List<Integer> versions) {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    words.writeBytes(Leaf.word(BigInteger.valueOf(Leaf.WORD)));
    words.writeBytes(Leaf.word(BigInteger.valueOf(versions.size())));
    versions.forEach(version -> words.writeBytes(Leaf.word(BigInteger.valueOf(version))));
    return Keccak.hash(words.toByteArray());
  }
}
