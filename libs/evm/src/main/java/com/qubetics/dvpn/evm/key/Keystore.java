package com.qubetics.dvpn.evm.key;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A secret of 32 bytes behind a password: Web3 Secret Storage version 3, as geth, MetaMask, ethers
/// (whose `Crypto` has a capital), web3.py and Brownie write it. The record is its JSON; what binds
/// the two is the caller's.
///
/// A key is derived from the password by scrypt or PBKDF2; its first half encrypts (AES-128-CTR),
/// its second half authenticates (Keccak-256).
///
/// @param address of the key, without `0x`; null where the secret is no key of an account
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Keystore(
    int version,
    @Nullable String id,
    @Nullable String address,
    @JsonAlias("Crypto") @Nullable Crypto crypto) {
  private static final int VERSION = 3;
  private static final String CIPHER = "aes-128-ctr";
  private static final int DERIVED_LENGTH = 32;
  private static final int IV_LENGTH = 16;

  /// 16 MiB with the block size: geth's standard takes 256, more than the whole heap of a service.
  private static final int SCRYPT_N = 16_384;

  private static final int SCRYPT_R = 8;
  private static final int MOST_TIMES = 64;
  private static final int MOST_ROUNDS = 10_000_000;

  /// @param ciphertext hexadecimal, as all bytes here, without `0x`
  public record Crypto(
      String cipher,
      CipherParameters cipherparams,
      String ciphertext,
      String kdf,
      Derivation kdfparams,
      String mac) {
    public Crypto {
      requireThere(cipher, cipherparams, ciphertext, kdf, kdfparams, mac);
    }
  }

  public record CipherParameters(String iv) {
    public CipherParameters {
      requireThere(iv);
    }
  }

  /// @param n, r, p scrypt's cost; 0 with PBKDF2
  /// @param c PBKDF2's rounds, with its function `prf`; 0 with scrypt
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Derivation(
      int dklen, int n, int r, int p, int c, @Nullable String prf, String salt) {
    public Derivation {
      requireThere(salt);
    }
  }

  private static void requireThere(Object... members) {
    for (Object member : members) {
      Objects.requireNonNull(member, "a member is missing");
    }
  }

  /// @param account whose key it is; null if it is none
  /// @param times as often scrypt is run over its memory, for who guesses and for who opens
  public static Keystore seal(
      byte[] secret, @Nullable Address account, String password, int times, SecureRandom random) {
    byte[] salt = new byte[DERIVED_LENGTH];
    byte[] iv = new byte[IV_LENGTH];
    random.nextBytes(salt);
    random.nextBytes(iv);
    Derivation derivation =
        new Derivation(DERIVED_LENGTH, SCRYPT_N, SCRYPT_R, times, 0, null, bare(salt));
    byte[] derived = scrypt(derivation, password);
    byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, derived, iv, secret);
    return new Keystore(
        VERSION,
        UUID.randomUUID().toString(),
        account == null ? null : bare(account.bytes()),
        new Crypto(
            CIPHER,
            new CipherParameters(bare(iv)),
            bare(ciphertext),
            "scrypt",
            derivation,
            bare(mac(derived, ciphertext))));
  }

  /// The secret.
  ///
  /// @throws IllegalArgumentException if the password is wrong or the keystore malformed; never
  ///   shows content
  public byte[] open(String password) {
    if (version != VERSION || crypto == null) {
      throw new IllegalArgumentException("version %s (expected: %s)".formatted(version, VERSION));
    }
    if (!crypto.cipher.equals(CIPHER)) {
      throw new IllegalArgumentException(
          "cipher %s (expected: %s)".formatted(crypto.cipher, CIPHER));
    }
    byte[] derived = derive(crypto, password);
    byte[] ciphertext = bytes("ciphertext", crypto.ciphertext);
    if (!MessageDigest.isEqual(mac(derived, ciphertext), bytes("mac", crypto.mac))) {
      throw new IllegalArgumentException("wrong password, or damaged");
    }
    return cipher(Cipher.DECRYPT_MODE, derived, iv(crypto.cipherparams.iv), ciphertext);
  }

  /// A counter's first value. Python's eth-keyfile before 0.9.1 wrote it as a number, without the
  /// zeros in front: one keystore in 256 has a short one.
  private static byte[] iv(String text) {
    int digits = 2 * IV_LENGTH;
    if (text.length() > digits) {
      throw new IllegalArgumentException("iv: malformed (expected: at most 16 bytes)");
    }
    return bytes("iv", "0".repeat(digits - text.length()) + text);
  }

  private static byte[] derive(Crypto crypto, String password) {
    if (crypto.kdfparams.dklen != DERIVED_LENGTH) {
      throw new IllegalArgumentException(
          "dklen %s (expected: %s)".formatted(crypto.kdfparams.dklen, DERIVED_LENGTH));
    }
    return switch (crypto.kdf) {
      case "scrypt" -> scrypt(crypto.kdfparams, password);
      case "pbkdf2" -> pbkdf2(crypto.kdfparams, password);
      default ->
          throw new IllegalArgumentException(
              "kdf %s (expected: scrypt or pbkdf2)".formatted(crypto.kdf));
    };
  }

  private static byte[] scrypt(Derivation with, String password) {
    if (with.n < 2 || Integer.bitCount(with.n) != 1 || with.r < 1 || with.p < 1) {
      throw new IllegalArgumentException(
          "scrypt n %s, r %s, p %s (expected: n a power of two, all above 0)"
              .formatted(with.n, with.r, with.p));
    }
    if (with.p > MOST_TIMES) {
      throw new IllegalArgumentException(
          "p %s (expected: at most %s)".formatted(with.p, MOST_TIMES));
    }
    long mebibytes = 128L * with.n * with.r >> 20;
    if (mebibytes > Runtime.getRuntime().maxMemory() >> 21) {
      throw new IllegalArgumentException(
          "scrypt needs %s MiB, more than half of the heap: write it anew with dvpn-admin keystore"
              .formatted(mebibytes));
    }
    return Scrypt.derive(
        password.getBytes(StandardCharsets.UTF_8),
        bytes("salt", with.salt),
        with.n,
        with.r,
        with.p,
        DERIVED_LENGTH);
  }

  private static byte[] pbkdf2(Derivation with, String password) {
    if (!"hmac-sha256".equals(with.prf)) {
      throw new IllegalArgumentException("prf %s (expected: hmac-sha256)".formatted(with.prf));
    }
    if (with.c < 1 || with.c > MOST_ROUNDS) {
      throw new IllegalArgumentException("c %s (expected: 1 to %s)".formatted(with.c, MOST_ROUNDS));
    }
    PBEKeySpec spec =
        new PBEKeySpec(
            password.toCharArray(), bytes("salt", with.salt), with.c, DERIVED_LENGTH * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] cipher(int mode, byte[] derived, byte[] iv, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(derived, 0, IV_LENGTH, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("iv: malformed (expected: 16 bytes)", e);
    }
  }

  private static byte[] mac(byte[] derived, byte[] ciphertext) {
    return Keccak.hash(Arrays.copyOfRange(derived, DERIVED_LENGTH / 2, DERIVED_LENGTH), ciphertext)
        .bytes();
  }

  private static byte[] bytes(String name, String text) {
    try {
      return Hex.parse("0x" + text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": malformed");
    }
  }

  private static String bare(byte[] bytes) {
    return Hex.format(bytes).substring(2);
  }
}
