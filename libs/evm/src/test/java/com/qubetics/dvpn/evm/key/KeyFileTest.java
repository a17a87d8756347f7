package com.qubetics.dvpn.evm.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeyFileTest {
  private static final String DIGITS = "4a".repeat(32);
  private static final Keystores KEYSTORES = keystores();

  @TempDir private Path folder;

  /// What libraries write (`libs/protocol/src/test/vectors/write-keystores.mjs`).
  record Keystores(String about, Address address, String password, List<Written> keystores) {}

  record Written(String by, JsonNode json) {
    @Override
    public String toString() {
      return by;
    }
  }

  private static Keystores keystores() {
    try (InputStream file = KeyFileTest.class.getResourceAsStream("/keystores.json")) {
      return JsonMapper.shared().readValue(file, Keystores.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Written> written() {
    return KEYSTORES.keystores();
  }

  @ParameterizedTest
  @MethodSource("written")
  void readsKeystoresThatLibrariesWrite(Written written) throws IOException {
    Path keystore = file(written.json().toString(), StandardCharsets.UTF_8);

    assertThat(read(keystore, password()).address()).isEqualTo(KEYSTORES.address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "0x%s", "%s\n", "0x%s\r\n", "\n  0x%s  \n\n", "\uFEFF%s\r\n"})
  void readsAKeyAsWalletsShowIt(String form) throws IOException {
    assertThat(
            read(file(String.format(Locale.ROOT, form, DIGITS), StandardCharsets.UTF_8), null)
                .address())
        .isEqualTo(PrivateKey.parse("0x" + DIGITS).address());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty",
        "'  \n \n' | is empty",
        "'0x4a\n0x4b' | has 2 lines (expected: one",
        "0x4a4a | has 4 digits (expected: 64)",
        "zz | is not hexadecimal",
        "0X4a | is not hexadecimal",
        "legal winner thank year wave sausage worth useful legal winner thank yellow | phrase",
        "{} | is a keystore: name it",
        "0000000000000000000000000000000000000000000000000000000000000000 | no key of secp256k1",
      })
  void tellsWhatAFileIsInstead(String content, String reason) throws IOException {
    Path file = file(content, StandardCharsets.UTF_8);

    assertThatThrownBy(() -> read(file, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--key " + file + " ")
        .hasMessageContaining(reason)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "x-UTF-16LE-BOM"})
  void tellsOfAnotherEncoding(String encoding) throws IOException {
    Path file = file(DIGITS, Charset.forName(encoding));

    assertThatThrownBy(() -> read(file, null)).hasMessageContaining("is UTF-16");
  }

  @Test
  void tellsOfAFileThatCannotBeRead() {
    assertThatThrownBy(() -> read(folder.resolve("none"), null))
        .hasMessageEndingWith("is not there");
    assertThatThrownBy(() -> read(folder, null)).hasMessageEndingWith("is a folder");
  }

  @ParameterizedTest
  @CsvSource({
    "/crypto/kdfparams/n, 3, 'n a power of two'",
    "/crypto/kdfparams/n, -4096, 'n a power of two'",
    "/crypto/kdfparams/n, 1073741824, scrypt needs 1048576 MiB",
    "/crypto/kdfparams/r, 0, all above 0",
    "/crypto/kdfparams/r, 2147483647, scrypt needs",
    "/crypto/kdfparams/p, 0, all above 0",
    "/crypto/kdfparams/p, 65, at most 64",
    "/crypto/kdfparams/dklen, 16, dklen 16",
  })
  void limitsWhatAKeystoreMayCost(String member, int value, String reason) throws IOException {
    JsonNode json = KEYSTORES.keystores().get(2).json().deepCopy();
    int name = member.lastIndexOf('/');
    json.withObject(member.substring(0, name)).put(member.substring(name + 1), value);
    Path file = file(json.toString(), StandardCharsets.UTF_8);

    assertThatThrownBy(() -> read(file, password())).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_000_001})
  void limitsTheRounds(int rounds) throws IOException {
    JsonNode json = KEYSTORES.keystores().get(3).json().deepCopy();
    json.withObject("/crypto/kdfparams").put("c", rounds);
    Path file = file(json.toString(), StandardCharsets.UTF_8);

    assertThatThrownBy(() -> read(file, password())).hasMessageContaining("(expected: 1 to ");
  }

  private static PrivateKey read(Path file, @Nullable Path password) {
    return KeyFile.read("--key", file, password, "name it");
  }

  private Path file(String content, Charset encoding) throws IOException {
    return Files.writeString(folder.resolve("key"), content, encoding);
  }

  private Path password() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), KEYSTORES.password() + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
