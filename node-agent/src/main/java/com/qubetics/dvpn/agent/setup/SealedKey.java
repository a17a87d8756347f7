package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.json.Json;
import com.qubetics.dvpn.agent.json.JsonException;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/// A key file under a password: AES-256-GCM with a key from scrypt. 16 MiB and a few tens of
/// milliseconds to open, so that a small host can, and a thief of a disk or a backup needs the
/// password file as well.
///
/// @param n, r, p scrypt's cost
record SealedKey(int version, int n, int r, int p, String salt, String nonce, String sealed) {
  private static final int VERSION = 1;
  private static final int COST = 1 << 14;
  private static final int MOST_COST = 1 << 17;
  private static final int BLOCK_SIZE = 8;
  private static final int KEY_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  SealedKey {
    Objects.requireNonNull(salt, "salt");
    Objects.requireNonNull(nonce, "nonce");
    Objects.requireNonNull(sealed, "sealed");
  }

  static boolean isSealed(String text) {
    return text.startsWith("{");
  }

  static String seal(String secret, byte[] password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, password, salt, nonce, COST, BLOCK_SIZE, 1);
      byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.US_ASCII));
      return Json.pretty(
          new SealedKey(
              VERSION,
              COST,
              BLOCK_SIZE,
              1,
              Hex.format(salt),
              Hex.format(nonce),
              Hex.format(sealed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not there", e);
    }
  }

  /// @throws IOException if the password is another one, or the text was changed
  static String open(String text, byte[] password) throws IOException {
    try {
      SealedKey key = Json.read(text, SealedKey.class);
      if (key.version != VERSION || key.n > MOST_COST || key.r != BLOCK_SIZE || key.p != 1) {
        throw new IOException("sealed key: of an unknown form");
      }
      Cipher cipher =
          cipher(
              Cipher.DECRYPT_MODE,
              password,
              Hex.parse(key.salt, SALT_BYTES),
              Hex.parse(key.nonce, NONCE_BYTES),
              key.n,
              key.r,
              key.p);
      byte[] sealed = Hex.parse(key.sealed, (key.sealed.length() - 2) / 2);
      return new String(cipher.doFinal(sealed), StandardCharsets.US_ASCII);
    } catch (AEADBadTagException e) {
      throw new IOException("sealed key: the password does not open it", e);
    } catch (GeneralSecurityException | JsonException | IllegalArgumentException e) {
      throw new IOException("sealed key: unreadable", e);
    }
  }

  private static Cipher cipher(
      int mode, byte[] password, byte[] salt, byte[] nonce, int n, int r, int p)
      throws GeneralSecurityException {
    byte[] key = SCrypt.generate(password, salt, n, r, p, KEY_BYTES);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
