package com.qubetics.dvpn.chain.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeeCapTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "tx fee (1.07 ether) exceeds the configured cap (1.00 ether), 0.995",
    "tx fee (0.13 ether) exceeds the configured cap (0.13 ether), 0.125",
    "tx fee (3 ether) exceeds the configured cap (2 ether), 2",
    "tx fee (0.01 ether) exceeds the configured cap (0.00 ether), ",
    "insufficient fee, "
  })
  void isWhatARefusalTellsLessHalfOfItsLastDigit(String refusal, String most) {
    assertThat(FeeCap.in(refusal))
        .isEqualTo(Optional.ofNullable(most).map(TokenAmount::ofTics).map(FeeCap::new));
  }
}
