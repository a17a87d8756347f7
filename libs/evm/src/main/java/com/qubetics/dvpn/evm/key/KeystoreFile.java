package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// An account's key as a [Keystore] in a file. The password is in a file of its own, mode 0600.
public final class KeystoreFile {
  private static final String PASSWORD_FILE = "password file";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /// For keys that money hangs on: a tenth of a second and more for each guess.
  private static final int TIMES = 4;

  private KeystoreFile() {}

  /// @throws UnusableFileException if the password is wrong or open to others, or the keystore
  ///   malformed; never shows content
  public static PrivateKey read(Path file, Path passwordFile) {
    return read("keystore", file, PASSWORD_FILE, passwordFile);
  }

  /// @param name of the option that named the keystore
  /// @param passwordName of the option that named the password's file
  public static PrivateKey read(String name, Path file, String passwordName, Path passwordFile) {
    return parse(name, file, TextFile.read(name, file), passwordName, passwordFile);
  }

  static PrivateKey parse(String name, Path file, String text, Path passwordFile) {
    return parse(name, file, text, PASSWORD_FILE, passwordFile);
  }

  private static PrivateKey parse(
      String name, Path file, String text, String passwordName, Path passwordFile) {
    String password = SecretFile.read(passwordName, passwordFile);
    try {
      return PrivateKey.of(
          Optional.ofNullable(JSON.readValue(text, Keystore.class))
              .orElseThrow(() -> none(name, file))
              .open(password));
    } catch (JacksonException e) {
      throw none(name, file);
    } catch (UnusableFileException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(
          name,
          file,
          "can't be opened: " + e.getMessage(),
          "compare it and its password with where they come from");
    }
  }

  private static UnusableFileException none(String name, Path file) {
    return new UnusableFileException(
        name, file, "is no JSON of a keystore", "take the file as the wallet exported it");
  }

  /// The file's text for a key.
  public static String text(PrivateKey key, Path passwordFile, SecureRandom random) {
    String password = SecretFile.read(PASSWORD_FILE, passwordFile);
    Keystore keystore = Keystore.seal(key.secret(), key.address(), password, TIMES, random);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(keystore) + "\n";
  }
}
