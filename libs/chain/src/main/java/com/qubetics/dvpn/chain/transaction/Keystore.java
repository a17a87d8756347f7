package com.qubetics.dvpn.chain.transaction;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A private key encrypted by a password: Web3 Secret Storage version 3, as geth, ethers and most
/// wallets write it. The password is in a file of its own, mode 0600.
///
/// A key is derived from the password by scrypt or PBKDF2; its first half encrypts (AES-128-CTR),
/// its second half authenticates (Keccak-256).
public final class Keystore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// 8 MiB: geth's standard takes 256, more than the whole heap of a service.
  private static final int SCRYPT_N = 8192;

  private static final int SCRYPT_R = 8;
  private static final int SCRYPT_P = 8;
  private static final int DERIVED_LENGTH = 32;

  private Keystore() {}

  /// @throws IllegalArgumentException if the password is wrong or open to others, or the keystore
  ///   malformed; never shows content
  public static PrivateKey read(Path file, Path passwordFile) {
    String password = SecretFile.read("password file", passwordFile);
    try {
      return decrypt(JSON.readTree(Files.readString(file)), password);
    } catch (IOException e) {
      throw new UncheckedIOException("keystore %s can't be read".formatted(file), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("keystore %s is no JSON".formatted(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("keystore %s: %s".formatted(file, e.getMessage()));
    }
  }

  /// The file's text for a key.
  public static String write(PrivateKey key, Path passwordFile, SecureRandom random) {
    String password = SecretFile.read("password file", passwordFile);
    if (password.isEmpty()) {
      throw new IllegalArgumentException("password file %s is empty".formatted(passwordFile));
    }
    byte[] salt = new byte[DERIVED_LENGTH];
    byte[] iv = new byte[16];
    random.nextBytes(salt);
    random.nextBytes(iv);
    byte[] derived =
        SCrypt.generate(
            password.getBytes(StandardCharsets.UTF_8),
            salt,
            SCRYPT_N,
            SCRYPT_R,
            SCRYPT_P,
            DERIVED_LENGTH);
    byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, derived, iv, key.secret());
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("dklen", DERIVED_LENGTH);
    parameters.put("n", SCRYPT_N);
    parameters.put("r", SCRYPT_R);
    parameters.put("p", SCRYPT_P);
    parameters.put("salt", bare(salt));
    Map<String, Object> crypto = new LinkedHashMap<>();
    crypto.put("cipher", "aes-128-ctr");
    crypto.put("cipherparams", Map.of("iv", bare(iv)));
    crypto.put("ciphertext", bare(ciphertext));
    crypto.put("kdf", "scrypt");
    crypto.put("kdfparams", parameters);
    crypto.put("mac", bare(mac(derived, ciphertext)));
    Map<String, Object> keystore = new LinkedHashMap<>();
    keystore.put("version", 3);
    keystore.put("id", UUID.randomUUID().toString());
    keystore.put("address", key.address().toString().substring(2));
    keystore.put("crypto", crypto);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(keystore) + "\n";
  }

  static PrivateKey decrypt(JsonNode keystore, String password) {
    if (keystore.path("version").asInt(0) != 3) {
      throw new IllegalArgumentException(
          "version %s (expected: 3)".formatted(keystore.path("version")));
    }
    JsonNode crypto = keystore.path("crypto");
    if (!crypto.path("cipher").asString("").equals("aes-128-ctr")) {
      throw new IllegalArgumentException(
          "cipher %s (expected: aes-128-ctr)".formatted(crypto.path("cipher")));
    }
    byte[] derived = derive(crypto, password);
    byte[] ciphertext = bytes(crypto, "ciphertext");
    if (!MessageDigest.isEqual(mac(derived, ciphertext), bytes(crypto, "mac"))) {
      throw new IllegalArgumentException("wrong password, or damaged");
    }
    byte[] iv = bytes(crypto.path("cipherparams"), "iv");
    return PrivateKey.of(cipher(Cipher.DECRYPT_MODE, derived, iv, ciphertext));
  }

  private static byte[] derive(JsonNode crypto, String password) {
    JsonNode parameters = crypto.path("kdfparams");
    byte[] salt = bytes(parameters, "salt");
    if (number(parameters, "dklen") != DERIVED_LENGTH) {
      throw new IllegalArgumentException(
          "dklen %s (expected: 32)".formatted(parameters.path("dklen")));
    }
    return switch (crypto.path("kdf").asString("")) {
      case "scrypt" -> scrypt(parameters, password, salt);
      case "pbkdf2" -> pbkdf2(parameters, password, salt);
      default ->
          throw new IllegalArgumentException(
              "kdf %s (expected: scrypt or pbkdf2)".formatted(crypto.path("kdf")));
    };
  }

  private static byte[] scrypt(JsonNode parameters, String password, byte[] salt) {
    int n = number(parameters, "n");
    int r = number(parameters, "r");
    long mebibytes = 128L * n * r >> 20;
    if (mebibytes > Runtime.getRuntime().maxMemory() >> 21) {
      throw new IllegalArgumentException(
          "scrypt needs %d MiB, more than half of the heap: write it anew with dvpn-admin keystore"
              .formatted(mebibytes));
    }
    return SCrypt.generate(
        password.getBytes(StandardCharsets.UTF_8),
        salt,
        n,
        r,
        number(parameters, "p"),
        DERIVED_LENGTH);
  }

  private static byte[] pbkdf2(JsonNode parameters, String password, byte[] salt) {
    if (!parameters.path("prf").asString("").equals("hmac-sha256")) {
      throw new IllegalArgumentException(
          "prf %s (expected: hmac-sha256)".formatted(parameters.path("prf")));
    }
    PBEKeySpec spec =
        new PBEKeySpec(
            password.toCharArray(), salt, number(parameters, "c"), DERIVED_LENGTH * Byte.SIZE);
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
      cipher.init(mode, new SecretKeySpec(derived, 0, 16, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("iv: malformed (expected: 16 bytes)", e);
    }
  }

  private static byte[] mac(byte[] derived, byte[] ciphertext) {
    byte[] message = Arrays.copyOfRange(derived, 16, 32 + ciphertext.length);
    System.arraycopy(ciphertext, 0, message, 16, ciphertext.length);
    return Keccak.hash(message).bytes();
  }

  private static int number(JsonNode parameters, String name) {
    int number = parameters.path(name).asInt(0);
    if (number < 1) {
      throw new IllegalArgumentException("%s: %s".formatted(name, parameters.path(name)));
    }
    return number;
  }

  private static byte[] bytes(JsonNode object, String name) {
    try {
      return Hex.parse("0x" + object.path(name).asString(""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": malformed");
    }
  }

  private static String bare(byte[] bytes) {
    return Hex.format(bytes).substring(2);
  }
}
