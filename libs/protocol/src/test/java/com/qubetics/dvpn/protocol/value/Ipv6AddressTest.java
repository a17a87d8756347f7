package com.qubetics.dvpn.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Ipv6AddressTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "FD64:7670:6E00:0:0:0:0A4D:0002, fd64:7670:6e00::a4d:2",
    "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8"
  })
  void hasOneSpelling(String text, String spelling) {
    assertThat(Ipv6Address.parse(text)).hasToString(spelling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "1::2::3", "10.77.0.2", "::ffff:10.77.0.2", "fe80::1%eth0", "host"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Ipv6Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("malformed");
  }
}
