package com.qubetics.dvpn.protocol.crypto;

import com.qubetics.dvpn.protocol.value.Bytes32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256, the hash of the EVM (not the padding of NIST's SHA3-256).
public final class Keccak {
  private Keccak() {}

  /// The hash of the parts, one after the other.
  public static Bytes32 hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[Bytes32.LENGTH];
    digest.doFinal(out, 0);
    return Bytes32.of(out);
  }
}
