package com.qubetics.dvpn.wireguard.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.77.0.1/16",
        "10.77.0.0/33",
        "10.77.0/16",
        "010.0.0.0/8",
        "10.0.0.256",
        "::/0",
        ""
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "10.77.0.0, false",
    "10.77.0.1, false",
    "10.77.0.2, true",
    "10.77.255.253, true",
    "10.77.255.254, false",
    "10.77.255.255, false",
    "10.78.0.2, false"
  })
  void knowsWhichAddressesAreClients(String address, boolean client) {
    assertThat(Cidr.parse("10.77.0.0/16").isClient(TunnelAddress.parse(address))).isEqualTo(client);
  }
}
