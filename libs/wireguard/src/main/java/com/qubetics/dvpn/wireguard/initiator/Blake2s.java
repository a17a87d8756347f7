package com.qubetics.dvpn.wireguard.initiator;

import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// The hash of WireGuard and what it makes of it; names as in its paper, section 5.4.
final class Blake2s {
  static final int LENGTH = 32;
  static final int MAC_LENGTH = 16;

  private Blake2s() {}

  static byte[] hash(byte[]... parts) {
    Blake2sDigest digest = new Blake2sDigest(8 * LENGTH);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[LENGTH];
    digest.doFinal(out, 0);
    return out;
  }

  /// BLAKE2s with a key, 16 bytes long.
  static byte[] mac(byte[] key, byte[] text) {
    Blake2sDigest digest = new Blake2sDigest(key, MAC_LENGTH, null, null);
    digest.update(text, 0, text.length);
    byte[] out = new byte[MAC_LENGTH];
    digest.doFinal(out, 0);
    return out;
  }

  /// Kdf1, Kdf2 or Kdf3: that many keys, each of 32 bytes.
  static byte[][] keys(int number, byte[] chain, byte[] input) {
    byte[] secret = hmac(chain, input);
    byte[][] keys = new byte[number][];
    byte[] last = {};
    for (int i = 0; i < number; i++) {
      last = hmac(secret, last, new byte[] {(byte) (i + 1)});
      keys[i] = last;
    }
    return keys;
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    HMac mac = new HMac(new Blake2sDigest(8 * LENGTH));
    mac.init(new KeyParameter(key));
    for (byte[] part : parts) {
      mac.update(part, 0, part.length);
    }
    byte[] out = new byte[LENGTH];
    mac.doFinal(out, 0);
    return out;
  }
}
