package com.qubetics.dvpn.agent.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.setup.Setting;
import com.qubetics.dvpn.agent.setup.SetupAnswersTest;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealedKeyTest {
  private static final String PASSWORD = "correct horse";
  private static final String SECRET = "0x" + "12".repeat(32);

  /// As earlier agents wrote it; made by Python's hashlib and cryptography.
  private static final String OLDER =
      """
      {"version": 1, "n": 16384, "r": 8, "p": 1, "salt": "0x000102030405060708090a0b0c0d0e0f",
       "nonce": "0x000102030405060708090a0b",
       "sealed": "0x945bbdc66168d462c3c5316be2ba86258d205488cdef78f0ce52ad5248b0f928\
      18c376a8c4b891d34f62bee832b5a544727b18ed5d2c9d4a626fb53f1b6eb00aacc93ec3d2603be4e0d56c12\
      6045e1e0091e"}
      """;

  @TempDir Path folder;

  @Test
  void opensWithItsPasswordOnly() throws Exception {
    String sealed = SealedKey.seal(SECRET, PASSWORD, new SecureRandom());

    assertThat(sealed).doesNotContain("1212").contains("\"version\" : 3");
    for (String text : List.of(sealed, OLDER)) {
      assertThat(SealedKey.open(text, PASSWORD)).isEqualTo(SECRET);
      assertThatThrownBy(() -> SealedKey.open(text, "wrong horse"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void refusesWhatWasChangedAndWhatWouldCostTooMuch() {
    String sealed = SealedKey.seal(SECRET, PASSWORD, new SecureRandom());

    for (String text :
        List.of(
            sealed.replace("16384", "1073741824"),
            OLDER.replace("16384", "1073741824"),
            "{\"version\":3}",
            "{\"sealed\":\"0x\"}")) {
      assertThatThrownBy(() -> SealedKey.open(text, PASSWORD)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void encryptsTheKeysOfANodeThatHasThemPlainAndNeedsThePasswordFromThenOn() throws Exception {
    Home home = new Home(folder.resolve("home"));
    AgentSettings plain = SetupAnswersTest.complete(SetupAnswersTest.GOOD).settings(1);
    home.makeKeys(plain, new SecureRandom());
    home.write(home.settingsFile(), plain);
    PrivateKey key = home.nodeKey();
    PrivateKey next = home.makeNextNodeKey(new SecureRandom());
    TunnelKey nextTunnel = home.makeNextTunnelKey(new SecureRandom()).publicKey();

    Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
    Map<Setting, String> given = new EnumMap<>(SetupAnswersTest.GOOD);
    given.put(Setting.KEY_PASSWORD_FILE, password.toString());
    AgentSettings sealed = SetupAnswersTest.complete(given).settings(1);
    home.makeKeys(sealed, new SecureRandom());
    home.write(home.settingsFile(), sealed);

    Path file = home.folder().resolve("node.key");
    assertThat(Files.readString(file)).startsWith("{").doesNotContain(hex(key));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(home.nodeKey().address()).isEqualTo(key.address());
    for (String rotated : List.of("node.key.next", "tunnel.key.next")) {
      assertThat(Files.readString(home.folder().resolve(rotated))).startsWith("{");
    }
    assertThat(home.makeNextNodeKey(new SecureRandom()).address()).isEqualTo(next.address());
    assertThat(home.nextTunnelKey().publicKey()).isEqualTo(nextTunnel);
    Files.writeString(password, "another horse\n");
    assertThatThrownBy(home::nodeKey).hasMessageContaining("password");
  }

  private static String hex(PrivateKey key) {
    return java.util.HexFormat.of().formatHex(key.secret());
  }
}
