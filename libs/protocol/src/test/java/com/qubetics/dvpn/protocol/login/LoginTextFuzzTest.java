package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Texts that wallets sign: what is taken means one thing, all else is refused with
/// [IllegalArgumentException].
final class LoginTextFuzzTest {
  @FuzzTest
  void login(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      LoginText read = LoginText.parse(text);
      assertThat(LoginText.parse(read.toString())).isEqualTo(read);
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  @FuzzTest
  void authority(byte[] bytes) {
    try {
      Authority read = Authority.parse(new String(bytes, StandardCharsets.UTF_8));
      assertThat(Authority.parse(read.toString())).isEqualTo(read);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("authority: ");
    }
  }
}
