package com.qubetics.dvpn.ledger.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.ByteCount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignedBeforeTest {
  @ParameterizedTest(name = "{0} bytes are told as {1} MiB")
  @CsvSource({
    "0, 0",
    "33554431, 0",
    "33554432, 32",
    "67108863, 32",
    "104857600, 64",
    "1073741823, 512",
    "1073741824, 1024",
    "9223372036854775807, 1024"
  })
  void isAPowerOfTwoThatManyAccountsShare(long bytes, long mebibytes) {
    assertThat(SignedBefore.of(bytes).orElse(ByteCount.ZERO))
        .isEqualTo(ByteCount.ofMebibytes(mebibytes));
  }
}
