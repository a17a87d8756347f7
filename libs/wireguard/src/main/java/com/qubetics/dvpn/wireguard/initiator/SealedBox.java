package com.qubetics.dvpn.wireguard.initiator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// ChaCha20-Poly1305 as WireGuard uses it: a counter for a nonce, 16 bytes more than was put in.
final class SealedBox {
  static final int TAG = 16;
  private static final String CIPHER = "ChaCha20-Poly1305";

  private SealedBox() {}

  static byte[] seal(byte[] key, long counter, byte[] plain, byte[] beside) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, counter, beside).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform lacks " + CIPHER, e);
    }
  }

  /// Empty if it was sealed with another key or counter, or changed.
  static Optional<byte[]> open(byte[] key, long counter, byte[] sealed, byte[] beside) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, counter, beside).doFinal(sealed));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform lacks " + CIPHER, e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, long counter, byte[] beside)
      throws GeneralSecurityException {
    byte[] nonce =
        ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(0).putLong(counter).array();
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    cipher.updateAAD(beside);
    return cipher;
  }
}
