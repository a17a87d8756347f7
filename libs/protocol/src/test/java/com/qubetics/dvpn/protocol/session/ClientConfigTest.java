package com.qubetics.dvpn.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientConfigTest {
  private static final Locale USUAL = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(USUAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fa", "ar-EG", "bn", "my", "ne", "mr", "ckb"})
  void hashesItsFourLinesInEveryLocale(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));

    ClientConfig config = config(1420);

    // As ethers 6.17.0 does it.
    assertThat(config.hash())
        .isEqualTo(
            Bytes32.parse("0xd9ebf7115c9df81a0aaf2c7b0fdd1cb02525e49a89d12244acf91d59e08df136"));
    assertThat(config.hash()).isNotEqualTo(config(1380).hash());
  }

  private static ClientConfig config(int mtu) {
    return new ClientConfig("10.77.0.2", "", mtu, Endpoint.parse("198.51.100.7:51820"));
  }
}
