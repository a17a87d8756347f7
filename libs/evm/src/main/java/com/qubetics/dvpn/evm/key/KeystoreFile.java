package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// An account's key as a [Keystore] in a file. The password is in a file of its own, mode 0600.
public final class KeystoreFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /// For keys that money hangs on: a tenth of a second and more for each guess.
  private static final int TIMES = 4;

  private KeystoreFile() {}

  /// @throws IllegalArgumentException if the password is wrong or open to others, or the keystore
  ///   malformed; never shows content
  public static PrivateKey read(Path file, Path passwordFile) {
    try {
      return parse(file, Files.readString(file), passwordFile);
    } catch (IOException e) {
      throw new UncheckedIOException("keystore %s can't be read".formatted(file), e);
    }
  }

  /// @param file where the text was read, for messages
  static PrivateKey parse(Path file, String text, Path passwordFile) {
    String password = SecretFile.read("password file", passwordFile);
    try {
      return PrivateKey.of(JSON.readValue(text, Keystore.class).open(password));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("keystore %s is no JSON of a keystore".formatted(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("keystore %s: %s".formatted(file, e.getMessage()));
    }
  }

  /// The file's text for a key.
  public static String text(PrivateKey key, Path passwordFile, SecureRandom random) {
    String password = SecretFile.read("password file", passwordFile);
    if (password.isEmpty()) {
      throw new IllegalArgumentException("password file %s is empty".formatted(passwordFile));
    }
    Keystore keystore = Keystore.seal(key.secret(), key.address(), password, TIMES, random);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(keystore) + "\n";
  }
}
