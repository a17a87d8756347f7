package com.qubetics.dvpn.agent.home;

import com.qubetics.dvpn.evm.key.Keystore;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/// A key file under a password, a [Keystore]: 16 MiB and a few tens of milliseconds to open, so
/// that a small host can, and a thief of a disk or a backup needs the password file as well.
///
/// The record is an older form, AES-256-GCM with a key from scrypt, which is still opened.
///
/// @param n, r, p scrypt's cost
record SealedKey(int n, int r, int p, String salt, String nonce, String sealed) {
  private static final int TIMES = 1;
  private static final int MOST_COST = 1 << 17;
  private static final int BLOCK_SIZE = 8;
  private static final int KEY_BYTES = 32;
  private static final int TAG_BITS = 128;

  SealedKey {
    Objects.requireNonNull(salt, "salt");
    Objects.requireNonNull(nonce, "nonce");
    Objects.requireNonNull(sealed, "sealed");
  }

  static boolean isSealed(String text) {
    return text.startsWith("{");
  }

  /// @param secret 32 bytes, `0x…`
  static String seal(String secret, String password, SecureRandom random) {
    return Json.pretty(Keystore.seal(Hex.parse(secret, KEY_BYTES), null, password, TIMES, random));
  }

  /// @throws IOException if the password is another one, or the text was changed
  static String open(String text, String password) throws IOException {
    try {
      return text.contains("\"sealed\"")
          ? Json.read(text, SealedKey.class).open(password)
          : Hex.format(Json.read(text, Keystore.class).open(password));
    } catch (GeneralSecurityException | JsonException | IllegalArgumentException e) {
      throw new IOException("sealed key: the password does not open it, or it is damaged", e);
    }
  }

  private String open(String password) throws GeneralSecurityException {
    if (n > MOST_COST || r != BLOCK_SIZE || p != 1) {
      throw new IllegalArgumentException("scrypt: of another cost");
    }
    byte[] key =
        SCrypt.generate(
            password.getBytes(StandardCharsets.UTF_8), Hex.parse(salt), n, r, p, KEY_BYTES);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(TAG_BITS, Hex.parse(nonce)));
    return new String(cipher.doFinal(Hex.parse(sealed)), StandardCharsets.US_ASCII);
  }
}
