package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Texts that wallets sign: one form is taken, all else refused with [IllegalArgumentException].
final class LoginTextFuzzTest {
  @FuzzTest
  void login(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(LoginText.parse(text)).hasToString(text);
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }
}
