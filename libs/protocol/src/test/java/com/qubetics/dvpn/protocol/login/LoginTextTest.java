package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class LoginTextTest {
  private static final PrivateKey WALLET = PrivateKey.parse("0x" + "11".repeat(32));
  private static final LoginText TEXT =
      LoginText.of(
          Authority.parse("gateway.dvpn.test:8443"),
          new Account(WALLET.address()),
          "abcDEF123456",
          Instant.parse("2026-11-22T10:00:00Z"),
          Instant.parse("2026-11-23T10:00:00Z"),
          AppKey.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
          new Domain(31337, Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38")));

  /// What wallets' libraries write (`src/test/vectors/write-logins.mjs`).
  record Logins(String about, Account account, List<Written> texts, List<Made> signatures) {}

  record Written(String by, String what, String text) {
    @Override
    public String toString() {
      return by + " " + what;
    }
  }

  record Made(String by, String what, String signature) {
    @Override
    public String toString() {
      return by + " " + what;
    }
  }

  private static final Logins LOGINS = logins();

  private static Logins logins() {
    try (InputStream file = LoginTextTest.class.getResourceAsStream("/logins.json")) {
      return JsonMapper.shared().readValue(file, Logins.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Written> texts() {
    return LOGINS.texts();
  }

  static List<Made> signatures() {
    return LOGINS.signatures();
  }

  @Test
  void readsWhatItWrites() {
    assertThat(LoginText.parse(TEXT.toString())).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void readsWhatLibrariesWrite(Written written) {
    assertThat(LoginText.parse(written.text())).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void readsSignaturesInTheFormsThatLibrariesGive(Made made) {
    assertThat(
            LoginProof.EIP4361.verifies(
                LOGINS.texts().getFirst().text(), LOGINS.account(), Hex.parse(made.signature())))
        .isTrue();
  }

  @Test
  void showsNoMoreOfALineThanFitsALine() {
    assertThatThrownBy(() -> LoginText.parse("\u001b[31m" + "x".repeat(10_000)))
        .hasMessageContaining("\uFFFD[31m")
        .message()
        .hasSizeLessThan(250);
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

  @ParameterizedTest
  @CsvSource({"EIP4361, 63", "EIP4361, 66", "EIP4361, 0", "ADR036, 65", "ADR036, 0"})
  void saysWhatIsWrongWithASignaturesForm(LoginProof proof, int length) {
    assertThatThrownBy(() -> proof.verifies(TEXT.toString(), TEXT.account(), new byte[length]))
        .hasMessageStartingWith("signature: " + length + " bytes (expected: ");
  }
}
