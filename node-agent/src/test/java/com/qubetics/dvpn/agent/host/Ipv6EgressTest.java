package com.qubetics.dvpn.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Ipv6EgressTest {
  private static final String ANY = "0".repeat(32) + " 00 ";
  private static final String GATEWAY = "fe800000000000000000000000000001 ";

  private static String route(String to, String metric, String flags, String name) {
    return to
        + " "
        + ANY
        + GATEWAY
        + metric
        + " 00000001 00000000 "
        + flags
        + "     "
        + name
        + "\n";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "default, 00000000000000000000000000000000 00, 00450003, true",
    "all that is given out, 20000000000000000000000000000000 03, 00000003, true",
    "a half, 00000000000000000000000000000000 01, 00000003, true",
    "the other half, 80000000000000000000000000000000 01, 00000003, false",
    "a network, 20010db8000500000000000000000000 40, 00000001, false",
    "down, 00000000000000000000000000000000 00, 00450002, false",
    "rejected, 00000000000000000000000000000000 00, 00200200, false"
  })
  void leadsOutByARouteToAllOfTheInternet(String name, String to, String flags, boolean leadsOut) {
    assertThat(
            Ipv6Egress.leadsOut(
                route("fe800000000000000000000000000000 40", "00000100", "00000001", "eth1")
                    + route(to, "00000400", flags, "eth0"),
                new InterfaceName("eth0")))
        .isEqualTo(leadsOut);
  }

  @Test
  void takesTheLongestRouteAndOfEqualsTheOneWithTheLowestMetric() {
    String all = "0".repeat(32) + " 00";
    String longer = "20000000000000000000000000000000 03";
    String first = route(all, "00000400", "00000003", "eth0");

    assertThat(leadsOut(first + route(all, "00000100", "00000003", "eth1"))).isFalse();
    assertThat(leadsOut(first + route(all, "00000800", "00000003", "eth1"))).isTrue();
    assertThat(leadsOut(first + route(longer, "00000800", "00000003", "wg0"))).isFalse();
    assertThat(leadsOut("")).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "20010db8000500000000000000000001 02 40 00 80     eth0, true",
    "20010db8000500000000000000000001 1a2 40 00 00     eth0, true",
    "20010db8000500000000000000000001 02 40 00 c0     eth0, false",
    "20010db8000500000000000000000001 02 40 00 08     eth0, false",
    "20010db8000500000000000000000001 02 40 00 80     eth1, false",
    "fd000000000000000000000000000001 02 40 00 80     eth0, false",
    "fe800000000000000000000000000001 02 40 20 80     eth0, false"
  })
  void hasAnAddressOfTheInternetThatIsInUse(String held, boolean has) {
    String loopback = "00000000000000000000000000000001 01 80 10 80       lo\n";
    assertThat(Ipv6Egress.hasAddress(loopback + held + "\n", new InterfaceName("eth0")))
        .isEqualTo(has);
  }

  private static boolean leadsOut(String table) {
    return Ipv6Egress.leadsOut(table, new InterfaceName("eth0"));
  }
}
