package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// How an app logs in with Keplr, by the function that docs/wallets.md shows and by Keplr's own
/// code, whose answers are recorded (`src/test/keplr`).
class KeplrTest {
  record Recorded(String about, List<Login> logins) {}

  record Login(String key, String knows, String site, Result result) {
    @Override
    public String toString() {
      return key + ", " + knows + ", " + site;
    }
  }

  record Result(LoginProof proof, String text, String signature) {}

  static List<Login> logins() {
    try (InputStream file = KeplrTest.class.getResourceAsStream("/keplr.json")) {
      return JsonMapper.shared().readValue(file, Recorded.class).logins();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void signsInWithEveryKeyThatKeplrHolds() throws Exception {
    Process node =
        new ProcessBuilder("node", "--test", "src/test/keplr/sign-in.test.mjs")
            .redirectErrorStream(true)
            .start();
    String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).as(told).isZero();
    assertThat(told).contains("# skipped 0").doesNotContain("# pass 0");
  }

  @ParameterizedTest
  @MethodSource("logins")
  void whatKeplrSignsVerifies(Login login) {
    Result signed = login.result();
    LoginText text = LoginText.parse(signed.text());

    assertThat(
            signed.proof().verifies(signed.text(), text.account(), Hex.parse(signed.signature())))
        .isTrue();
  }
}
