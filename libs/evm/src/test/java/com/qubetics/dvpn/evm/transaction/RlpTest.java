package com.qubetics.dvpn.evm.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The examples of Ethereum's own description of RLP.
final class RlpTest {
  @Test
  void encodesStringsNumbersAndLists() {
    assertThat(hex(text("dog"))).isEqualTo("83646f67");
    assertThat(hex(Rlp.list(List.of(text("cat"), text("dog"))))).isEqualTo("c88363617483646f67");
    assertThat(hex(text(""))).isEqualTo("80");
    assertThat(hex(Rlp.list(List.of()))).isEqualTo("c0");
    assertThat(hex(Rlp.number(BigInteger.ZERO))).isEqualTo("80");
    assertThat(hex(Rlp.number(BigInteger.valueOf(15)))).isEqualTo("0f");
    assertThat(hex(Rlp.number(BigInteger.valueOf(1024)))).isEqualTo("820400");
    assertThat(hex(Rlp.number(BigInteger.valueOf(128)))).isEqualTo("8180");
    assertThat(hex(text("Lorem ipsum dolor sit amet, consectetur adipisicing elit")))
        .startsWith("b8384c6f72656d");
  }

  private static byte[] text(String text) {
    return Rlp.string(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
