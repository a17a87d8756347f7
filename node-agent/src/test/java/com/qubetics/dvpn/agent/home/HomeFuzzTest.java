package com.qubetics.dvpn.agent.home;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The keys and the password in the agent's folder: read or refused with what is wrong, never
/// anything else, and no part of a key is repeated.
final class HomeFuzzTest {
  private static final String PASSWORD = "correct horse";

  @FuzzTest
  void nodeKey(byte[] text) {
    try {
      PrivateKey key = Home.nodeKey(text(text), "node.key");
      assertThat(Home.nodeKey(Hex.format(key.secret()), "node.key").address())
          .isEqualTo(key.address());
    } catch (IOException refused) {
      assertThat(refused.getMessage()).startsWith("node.key: ").doesNotContain(secret(text));
    }
  }

  @FuzzTest
  void tunnelKey(byte[] text) {
    try {
      TunnelSecret key = Home.tunnelKey(text(text), "tunnel.key");
      assertThat(TunnelSecret.parse(key.toHex()).publicKey()).isEqualTo(key.publicKey());
    } catch (IOException refused) {
      assertThat(refused.getMessage()).startsWith("tunnel.key: ").doesNotContain(secret(text));
    }
  }

  /// A [com.qubetics.dvpn.evm.key.Keystore], or the older form.
  @FuzzTest
  void sealedKey(byte[] text) {
    try {
      SealedKey.open(text(text), PASSWORD);
    } catch (IOException refused) {
      assertThat(refused.getMessage()).startsWith("sealed key: ");
    }
  }

  @FuzzTest
  void password(byte[] file) {
    try {
      assertThat(Home.password(text(file))).hasSizeGreaterThan(7);
    } catch (IOException refused) {
      assertThat(refused.getMessage()).contains("too short");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Long enough not to stand in a message by accident.
  private static String secret(byte[] bytes) {
    String text = text(bytes).strip();
    return text.length() < 16 ? "\0" : text;
  }
}
