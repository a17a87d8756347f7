package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The registration page's script by Node.js, beside wallets that answer as real ones do
/// (`src/test/js/register.test.mjs`).
class RegisterPageTest {

  @Test
  void leadsEveryWalletToTheTransactionOrSaysWhatToDo() throws Exception {
    Process node =
        new ProcessBuilder("node", "--test", "src/test/js/").redirectErrorStream(true).start();
    String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).as(told).isZero();
    assertThat(told).contains("# skipped 0").doesNotContain("# pass 0");
  }
}
