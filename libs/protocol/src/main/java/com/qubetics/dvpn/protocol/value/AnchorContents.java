package com.qubetics.dvpn.protocol.value;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import java.math.BigInteger;
import java.util.Arrays;

/// What is anchored for one epoch and kind. The ledger contract tells it in an event and keeps a
/// commitment to it: the first 200 bits of `keccak256(abi.encode(root, leaves, total, dataHash))`.
/// A node that answers with other contents than those is caught by that.
///
/// @param leaves 0 to 2^63 - 1
/// @param total in the unit of the kind, 0 to 2^256 - 1
public record AnchorContents(Bytes32 root, long leaves, BigInteger total, Bytes32 dataHash) {
  private static final int COMMITMENT_LENGTH = 25;

  public AnchorContents {
    if (leaves < 0 || total.signum() < 0 || total.bitLength() > 8 * Bytes32.LENGTH) {
      throw new IllegalArgumentException("anchor: leaves %d, total %s".formatted(leaves, total));
    }
  }

  /// The contract's `bytes25` as the word that the ABI makes of it.
  public Bytes32 commitment() {
    Bytes32 hash =
        Keccak.hash(root.bytes(), word(BigInteger.valueOf(leaves)), word(total), dataHash.bytes());
    return Bytes32.of(
        Arrays.copyOf(Arrays.copyOf(hash.bytes(), COMMITMENT_LENGTH), Bytes32.LENGTH));
  }

  private static byte[] word(BigInteger value) {
    byte[] word = new byte[Bytes32.LENGTH];
    byte[] bytes = value.toByteArray();
    int length = Math.min(bytes.length, word.length);
    System.arraycopy(bytes, bytes.length - length, word, word.length - length, length);
    return word;
  }
}
