package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private static final byte[] PASSWORD = "correct horse".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void opensWithItsPasswordOnly() throws Exception {
    String sealed = SealedKey.seal("0x1234", PASSWORD, new SecureRandom());

    assertThat(sealed).doesNotContain("1234\"");
    assertThat(SealedKey.open(sealed, PASSWORD)).isEqualTo("0x1234");
    assertThatThrownBy(() -> SealedKey.open(sealed, "wrong horse".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password");
  }

  @Test
  void refusesWhatWasChangedAndWhatWouldCostTooMuch() {
    String sealed = SealedKey.seal("0x1234", PASSWORD, new SecureRandom());

    assertThatThrownBy(() -> SealedKey.open(sealed.replace("16384", "1073741824"), PASSWORD))
        .hasMessageContaining("unknown form");
    assertThatThrownBy(() -> SealedKey.open("{\"version\":1}", PASSWORD))
        .isInstanceOf(IOException.class);
  }

  @Test
  void encryptsTheKeysOfANodeThatHasThemPlainAndNeedsThePasswordFromThenOn() throws Exception {
    Home home = new Home(folder.resolve("home"));
    AgentSettings plain = AnswersTest.complete(AnswersTest.GOOD).settings(1);
    home.makeKeys(plain, new SecureRandom());
    home.write(home.settingsFile(), plain);
    PrivateKey key = home.nodeKey();
    PrivateKey next = home.makeNextNodeKey(new SecureRandom());
    TunnelKey nextTunnel = home.makeNextTunnelKey(new SecureRandom()).publicKey();

    Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
    Map<Setting, String> given = new EnumMap<>(AnswersTest.GOOD);
    given.put(Setting.KEY_PASSWORD_FILE, password.toString());
    AgentSettings sealed = AnswersTest.complete(given).settings(1);
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
