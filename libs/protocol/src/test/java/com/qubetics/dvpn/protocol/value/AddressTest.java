package com.qubetics.dvpn.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
  private static final String HEX = "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38";
  private static final String BECH32 = "qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9";

  @Test
  void readsBothSpellingsOfTheSameBytes() {
    assertThat(Address.parse(HEX)).isEqualTo(Address.parse(BECH32));
    assertThat(Address.parse(HEX).toBech32()).isEqualTo(BECH32);
  }

  /// As QR codes carry it (BIP-173).
  @Test
  void readsBech32InCapitals() {
    assertThat(Address.parse(BECH32.toUpperCase(Locale.ROOT))).isEqualTo(Address.parse(BECH32));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9 | both cases",
        "cosmos16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9 | cosmos1… is of another chain",
        "COSMOS16DH50K9TWTJZKEE0LD5AUYY949CDN23CG32UQ9 | cosmos1… is of another chain",
        "qubeticsvaloper16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9 | is no account, such as a valid",
        "0Xd36f47d8ab72e42b672ffb69de1085a970d9aa38 | without 0x",
        "d36f47d8ab72e42b672ffb69de1085a970d9aa38 | without 0x",
        "0xd36f47d8ab72e42b672ffb69de1085a970d9aa | 19 bytes (expected: 20)",
        "0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD | EIP-1191's of chain 30 (expected: EIP-55",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed | EIP-55 checksum fails",
        "qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uqq | bech32: checksum fails",
      })
  void refusesAnythingElseByWhatItIs(String text, String reason) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void writesTheEip55Checksum() {
    assertThat(Address.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"))
        .hasToString("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
  }
}
