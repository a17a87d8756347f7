package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginTextTest {
  private static final PrivateKey WALLET = PrivateKey.parse("0x" + "11".repeat(32));
  private static final LoginText TEXT =
      new LoginText(
          "gateway.dvpn.test:8443",
          new Account(WALLET.address()),
          URI.create("https://gateway.dvpn.test:8443/api/v1/login"),
          "abcDEF123456",
          Instant.parse("2026-11-22T10:00:00Z"),
          Instant.parse("2026-11-23T10:00:00Z"),
          AppKey.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
          new Domain(31337, Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38")));

  @Test
  void readsWhatItWrites() {
    assertThat(LoginText.parse(TEXT.toString())).isEqualTo(TEXT);
  }

  @Test
  void refusesAnythingButTheExactForm() {
    String text = TEXT.toString();
    for (String changed :
        new String[] {
          text + "\n",
          text.replace("moves no funds", "moves all funds"),
          text.replace("Version: 1", "Version: 2"),
          text.replace("https://", "http://"),
          text.replace("URI: https://gateway", "URI: https://other"),
          text.replace("2026-11-23T10:00:00Z; moves", "2026-11-24T10:00:00Z; moves"),
          text.toLowerCase(java.util.Locale.ROOT),
        }) {
      assertThatThrownBy(() -> LoginText.parse(changed))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachWalletsSignatureVerifiesForItsOwnAccountAndTextOnly(LoginProof proof) {
    byte[] signature = proof.sign(TEXT.toString(), WALLET);
    Account other = new Account(PrivateKey.parse("0x" + "22".repeat(32)).address());

    assertThat(proof.verifies(TEXT.toString(), TEXT.account(), signature)).isTrue();
    assertThat(proof.verifies(TEXT.toString(), other, signature)).isFalse();
    assertThat(proof.verifies(TEXT + " ", TEXT.account(), signature)).isFalse();
  }
}
