package com.qubetics.dvpn.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TunnelNetworkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/16",
        "10.255.0.0/16",
        "172.16.0.0/16",
        "172.31.0.0/16",
        "192.168.0.0/16"
      })
  void isAnyPrivateNetworkOf16Bits(String text) {
    assertThat(TunnelNetwork.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.77.0.0",
        "10.77.0.0/15",
        "10.77.0.0/17",
        "10.77.1.0/16",
        "10.77.0.2/16",
        "010.77.0.0/16",
        "10.256.0.0/16",
        "10.77.0.0/16 ",
        "9.77.0.0/16",
        "11.77.0.0/16",
        "100.64.0.0/16",
        "127.0.0.0/16",
        "169.254.0.0/16",
        "172.15.0.0/16",
        "172.32.0.0/16",
        "192.167.0.0/16",
        "192.169.0.0/16",
        "203.0.0.0/16",
        "fd00::/16"
      })
  void isNothingElse(String text) {
    assertThatThrownBy(() -> TunnelNetwork.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a /16 of 10.0.0.0/8");
  }
}
