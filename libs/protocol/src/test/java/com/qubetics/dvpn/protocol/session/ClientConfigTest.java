package com.qubetics.dvpn.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ClientConfigTest {
  private static final Locale USUAL = Locale.getDefault();
  private static final JsonMapper JSON = JsonMapper.shared();

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

  @Test
  void hashesItsIpv6AddressInALineOfItsOwn() {
    ClientConfig config = config(1420, "fd64:7670:6e00::a4d:2");

    // As ethers 6.17.0 does it.
    assertThat(config.hash())
        .isEqualTo(
            Bytes32.parse("0x575c8443a0fd74b394ca1c4d20d7f69d26617de93ffbd5d85492415790d5a83c"));
  }

  @Test
  void isReadWithoutIpv6FromThoseWhoDoNotKnowIt() {
    String old =
        "{\"address\":\"10.77.0.2\",\"dns\":\"\",\"mtu\":1420,\"endpoint\":\"198.51.100.7:51820\"}";

    ClientConfig read = JSON.readValue(old, ClientConfig.class);

    assertThat(read).isEqualTo(config(1420));
    assertThat(JSON.writeValueAsString(read)).isEqualTo(old);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.77.0.2",
        "fd64::1::2",
        "fd64:7670:6e00::a4d:2/128",
        "fd64:7670:6e00::A4D:2",
        "fe80::1%eth0",
        "::ffff:10.77.0.2",
        "::ffff:a4d:2",
        "[::1]",
        "::1\ndns=10.0.0.1",
        ":",
        " "
      })
  void refusesWhatIsNoIpv6Address(String address) {
    assertThatThrownBy(() -> config(1420, address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("address6: malformed");
  }

  private static ClientConfig config(int mtu) {
    return config(mtu, "");
  }

  private static ClientConfig config(int mtu, String address6) {
    return new ClientConfig("10.77.0.2", address6, "", mtu, Endpoint.parse("198.51.100.7:51820"));
  }
}
