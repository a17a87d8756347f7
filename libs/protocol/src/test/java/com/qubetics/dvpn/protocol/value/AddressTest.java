package com.qubetics.dvpn.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AddressTest {
  private static final String HEX = "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38";
  private static final String BECH32 = "qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9";

  @Test
  void readsBothSpellingsOfTheSameBytes() {
    assertThat(Address.parse(HEX)).isEqualTo(Address.parse(BECH32));
    assertThat(Address.parse(HEX).toBech32()).isEqualTo(BECH32);
  }

  @Test
  void writesTheEip55Checksum() {
    assertThat(Address.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"))
        .hasToString("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
  }

  @Test
  void refusesABrokenChecksum() {
    assertThatThrownBy(() -> Address.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Address.parse(BECH32.replace("32uq9", "32uqq")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
