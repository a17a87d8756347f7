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

  /// Texts of the kinds that EIP-4361 allows, beside the form of [LoginText#toString].
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway.dvpn.test:8443 wants | HTTPS://GATEWAY.dvpn.test:8443 wants",
        "Issued At: 2026-11-22T10:00:00Z | Issued At: 2026-11-22T11:30:00.999999999+01:30",
        "Issued At: 2026-11-22T10:00:00Z | Issued At: 2026-11-22t10:00:00z",
        "Expiration Time: 2026-11-23T10:00:00Z | Expiration Time: 2026-11-23T05:00:00-05:00",
        "until 2026-11-23T10:00:00Z; | until 2026-11-23T10:00:00.000Z;",
        "Resources: | Not Before: 2026-11-22T09:00:00Z~Resources:",
        "Resources: | Not Before: 2026-11-22T09:00:00Z~Request ID: ~Resources:",
        "Resources: | Request ID: some-id/7~Resources:",
        "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A | 0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a",
      })
  void readsTextsThatSayTheSame(String written, String also) {
    String text = TEXT.toString().replace(written, also.replace('~', '\n'));

    assertThat(text).isNotEqualTo(TEXT.toString());
    assertThat(LoginText.parse(text)).isEqualTo(TEXT);
  }

  @Test
  void readsEveryAuthorityThatItCanWrite() {
    for (String authority : List.of("[2001:db8::1]:8443", "localhost", "my_host:1", "192.0.2.7")) {
      LoginText text =
          LoginText.of(
              Authority.parse(authority),
              TEXT.account(),
              TEXT.nonce(),
              TEXT.issuedAt(),
              TEXT.expiresAt(),
              TEXT.appKey(),
              TEXT.domain());
      assertThat(LoginText.parse(text.toString())).isEqualTo(text);
    }
  }

  /// Each text that is refused, by the line and what was expected there.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway.dvpn.test:8443 wants | user@gateway.dvpn.test wants | 1 | HOST wants you to",
        "gateway.dvpn.test:8443 wants | http://gateway.dvpn.test:8443 wants | 1 | HOST wants",
        "gateway.dvpn.test:8443 wants | gateway.dvpn.test:84430 wants | 1 | HOST wants",
        "Ethereum account: | Solana account: | 1 | your Ethereum account:",
        "0x19E7E376 | 0x19e7E376 | 2 | the account",
        "0x19E7E376 | 0X19E7E376 | 2 | the account",
        "0x19E7E376 | 19E7E376 | 2 | the account",
        "moves no funds | moves all funds | 4 | ; moves no funds",
        "moves no funds | moves no funds~Or some | 5 | an empty line",
        "Allow this app key until 2026-11-23T10:00:00Z; moves no funds |~| 4 | Allow this app key",
        "until 2026-11-23T10:00:00Z; | until 2026-11-24T10:00:00Z; | 11 | Time: 2026-11-24T10",
        "URI: https | URI: http | 6 | URI: https://gateway.dvpn.test:8443/",
        "URI: https://gateway.dvpn.test:8443 | URI: https://other.test | 6 | URI: https://gateway",
        "URI: https://gateway.dvpn.test:8443 | URI: https://a@gateway.dvpn.test:8443 | 6 | URI:",
        "URI: https://gateway.dvpn.test:8443 | URI: https://gateway.dvpn.test:8443/ / | 6 | URI:",
        "Version: 1 | Version: 2 | 7 | Version: 1",
        "Chain ID: 31337 | Chain ID: 0x7a69 | 8 | Chain ID: NUMBER",
        "Chain ID: 31337 | Chain ID: 1 | 14 | - urn:dvpn:registry:eip155:1:0x",
        "Nonce: abcDEF123456 | Nonce: short | 9 | 8 to 64 letters and digits",
        "Issued At: 2026-11-22T10:00:00Z | Issued At: 2026-11-22 10:00:00Z | 10 | Issued At: TIME",
        "Issued At: 2026-11-22T10:00:00Z | Issued At: 2026-11-22T10:00:00 | 10 | Issued At: TIME",
        "Issued At: 2026-11-22T10:00:00Z | Issued At: 2026-02-30T10:00:00Z | 10 | Issued At: TIME",
        "Issued At: 2026-11-22T10:00:00Z | Expiration Time: 2026-11-22T10:00:00Z | 10 | Issued At",
        "Resources: | Not Before: 2026-11-22T10:00:01Z~Resources: | 12 | no later than Issued At",
        "Resources: | Something: else~Resources: | 12 | Resources:",
        "- urn:dvpn:app-key | - https://else.test~- urn:dvpn:app-key | 13 | - urn:dvpn:app-key:0x",
        "9aa38 | 9aa38~- https://else.test | 15 | the end of the text",
        "9aa38 | 9aa38~ | 15 | the end of the text",
        "Resources: | Resources:^ | 12 | Resources:",
      })
  void refusesAnythingElseByItsLine(String written, String instead, int line, String expected) {
    String other = instead == null ? "" : instead.replace('~', '\n').replace('^', '\r');
    String text = TEXT.toString().replace(written, other);

    assertThat(text).isNotEqualTo(TEXT.toString());
    assertThatThrownBy(() -> LoginText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("login text, line " + line + ": ")
        .hasMessageContaining(expected)
        .hasMessageContaining("(expected: ");
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
