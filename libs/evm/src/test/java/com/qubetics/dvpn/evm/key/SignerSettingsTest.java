package com.qubetics.dvpn.evm.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerSettingsTest {
  /// Password, key and the first keystore of the examples in Web3 Secret Storage's definition; the
  /// second keystore was made of them by Node.js and noble-hashes.
  private static final String PASSWORD = "testpassword";

  private static final String SECRET =
      "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

  private static final String PBKDF2 =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
          "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  private static final String SCRYPT =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext": "584f4eb2783472ec149b334c22d77ddbf118a0783ea24e66ca8a7883cd2b4bf5",
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "n": 4096, "r": 8, "p": 6,
          "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac": "860ad3ce9642f99d709abc696e25ede7cd35daf6a6041e975d14c53dae118886"},
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  @TempDir private Path folder;
  private Path password;

  @BeforeEach
  void writesThePassword() throws IOException {
    password = secret("password", PASSWORD + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {PBKDF2, SCRYPT})
  void readsKeystoresThatOthersWrote(String text) throws IOException {
    PrivateKey key =
        KeystoreFile.read(Files.writeString(folder.resolve("keystore"), text), password);
    assertThat(Hex.format(key.secret())).isEqualTo("0x" + SECRET);
  }

  @Test
  void readsTheKeystoreItWrote() throws IOException {
    PrivateKey key = PrivateKey.random(new SecureRandom());
    String text = KeystoreFile.text(key, password, new SecureRandom());
    assertThat(text).doesNotContain(Hex.format(key.secret()).substring(2));
    Path keystore = Files.writeString(folder.resolve("keystore"), text);
    assertThat(settings(keystore, password).open().address()).isEqualTo(key.address());
  }

  @Test
  void refusesAWrongPasswordAndADamagedKeystoreWithoutShowingEither() throws IOException {
    Path keystore = Files.writeString(folder.resolve("keystore"), PBKDF2);
    Path wrong = secret("wrong", "hunter2hunter2\n");
    assertRefused(() -> settings(keystore, wrong).open(), "wrong password, or damaged");
    Files.writeString(keystore, PBKDF2.replace("5318b4d5", "5318b4d6"));
    assertRefused(() -> settings(keystore, password).open(), "wrong password, or damaged");
    Files.writeString(keystore, PBKDF2.replace("6087dab2f9", "6087dab2f9dd"));
    assertRefused(() -> settings(keystore, password).open(), "iv: malformed");
    Files.writeString(keystore, PBKDF2.replace("\"version\": 3", "\"version\": 1"));
    assertRefused(() -> settings(keystore, password).open(), "version 1 (expected: 3)");
    Files.writeString(keystore, "0x" + SECRET);
    assertRefused(() -> settings(keystore, password).open(), "is no JSON");
  }

  @Test
  void refusesAKeystoreThatNeedsMoreMemoryThanThereIs() throws IOException {
    String huge = SCRYPT.replace("\"n\": 4096,", "\"n\": 134217728,");
    Path keystore = Files.writeString(folder.resolve("keystore"), huge);
    assertRefused(() -> settings(keystore, password).open(), "scrypt needs 131072 MiB");
  }

  @Test
  void refusesFilesThatOthersMayRead() throws IOException {
    Path keystore = Files.writeString(folder.resolve("keystore"), PBKDF2);
    Path open = secret("open", PASSWORD + "\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
    assertRefused(() -> settings(keystore, open).open(), "is open to others: chmod 600");
    Path key = secret("key", "0x" + SECRET + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw----r--"));
    assertRefused(
        () -> new SignerSettings(key, null, null, null, null).open(), "open to others: chmod 600");
  }

  @Test
  void refusesAMalformedKeyFileWithoutShowingIt() throws IOException {
    Path key = secret("key", SECRET + "00\n");
    assertRefused(
        () -> new SignerSettings(key, null, null, null, null).open(),
        "has 66 digits (expected: 64)");
  }

  @Test
  void takesExactlyOneForm() throws IOException {
    Path key = secret("key", "0x" + SECRET + "\n");
    assertThat(new SignerSettings(key, null, null, null, null).open().toString())
        .doesNotContain(SECRET);
    assertRefused(() -> new SignerSettings(null, null, null, null, null).open(), "0 given");
    assertRefused(() -> new SignerSettings(key, key, password, null, null).open(), "2 given");
    assertRefused(
        () -> new SignerSettings(null, key, null, null, null).open(), "password file is missing");
    assertRefused(
        () -> new SignerSettings(null, null, null, URI.create("http://s"), null).open(),
        "account is missing");
  }

  private static SignerSettings settings(Path keystore, Path password) {
    return new SignerSettings(null, keystore, password, null, null);
  }

  /// The whole stack trace is looked through for secrets.
  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .satisfies(
            failure -> {
              StringWriter trace = new StringWriter();
              failure.printStackTrace(new PrintWriter(trace, true));
              assertThat(trace.toString()).doesNotContain(PASSWORD, SECRET, "hunter2");
            });
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
