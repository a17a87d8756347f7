package com.qubetics.dvpn.client.home;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM under one key: `dvpn-sealed 1` LF, nonce (12 bytes), ciphertext, tag (16 bytes). The
/// name of the file is sealed too, so that one file can't stand for another.
///
/// Nonces are random: of one key, 2^32 files may be sealed, a hundred a second for a year.
final class HomeSeal {
  static final int KEY_LENGTH = 32;
  private static final byte[] HEAD = "dvpn-sealed 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  HomeSeal(byte[] key, SecureRandom random) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("seal's key: malformed (expected: 32 bytes)");
    }
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  byte[] seal(byte[] content, String name) {
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(content);
      return ByteBuffer.allocate(HEAD.length + nonce.length + sealed.length)
          .put(HEAD)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /// @return empty if this key did not seal these bytes under this name
  Optional<byte[]> open(byte[] sealed, String name) {
    int start = HEAD.length + NONCE_LENGTH;
    if (sealed.length < start || !Arrays.equals(HEAD, Arrays.copyOf(sealed, HEAD.length))) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(sealed, HEAD.length, start);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce, name).doFinal(sealed, start, sealed.length - start));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(HEAD);
    cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
