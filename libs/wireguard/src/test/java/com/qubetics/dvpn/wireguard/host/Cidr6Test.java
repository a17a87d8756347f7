package com.qubetics.dvpn.wireguard.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Cidr6Test {
  private static final Cidr6 TUNNEL = Cidr6.parse("fd64:7670:6e00::/96");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.77.0.0/16",
        "fd64::1/96",
        "fd64::/129",
        "fd64::/-1",
        "::ffff:10.77.0.0/112",
        "fe80::%eth0/64",
        "::/0/0"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> Cidr6.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesASessionTheAddressThatBelongsToItsOther() {
    Ipv6Address six = TUNNEL.of(TunnelAddress.parse("10.77.255.2"));

    assertThat(six).hasToString("fd64:7670:6e00::a4d:ff02");
    assertThat(TUNNEL.of(TunnelAddress.parse("192.168.0.2"))).hasToString("fd64:7670:6e00::c0a8:2");
    assertThat(Cidr6.tunnelOf(six)).isEqualTo(TUNNEL);
    assertThat(TUNNEL.of(Cidr.parse("10.77.0.0/16"))).hasToString("fd64:7670:6e00::a4d:0/112");
    assertThat(TUNNEL.gateway()).hasToString("fd64:7670:6e00::1");
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "::, ::/0, true",
    "ffff::, ::/0, true",
    "3fff::1, 2000::/3, true",
    "4000::1, 2000::/3, false",
    "2001:db8:0:1:ffff::, 2001:db8:0:1::/64, true",
    "2001:db8:0:2::, 2001:db8:0:1::/64, false",
    "2001:db8::ffff, 2001:db8::/112, true",
    "2001:db8::1:0, 2001:db8::/112, false",
    "2001:db8::1, 2001:db8::1, true",
    "2001:db8::2, 2001:db8::1, false"
  })
  void knowsWhatLiesInIt(String address, String network, boolean contained) {
    assertThat(Cidr6.parse(network).contains(Ipv6Address.parse(address))).isEqualTo(contained);
    assertThat(
            Cidr6.around(Ipv6Address.parse(address), Cidr6.parse(network).length())
                .equals(Cidr6.parse(network)))
        .isEqualTo(contained);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "fd64:7670:6e00::/96, true",
    "fc00::/7, true",
    "2001:db8::/96, false",
    "fe80::/64, false",
    "f000::/4, false"
  })
  void knowsWhatIsRoutedNowhere(String network, boolean uniqueLocal) {
    assertThat(Cidr6.parse(network).isUniqueLocal()).isEqualTo(uniqueLocal);
  }
}
