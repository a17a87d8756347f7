package com.qubetics.dvpn.client.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {

  @Test
  void readsTheRouteToAHost() {
    String gatewayed = "[{\"dst\":\"198.18.1.10\",\"gateway\":\"198.18.101.1\",\"dev\":\"eth0\"}]";
    String onLink = "[{\"dst\":\"198.18.101.7\",\"dev\":\"eth0\",\"prefsrc\":\"198.18.101.10\"}]";
    String own = "[{\"type\":\"local\",\"dst\":\"198.18.101.10\",\"dev\":\"lo\"}]";

    assertThat(HostRoute.parse("198.18.1.10", gatewayed))
        .contains(new HostRoute("198.18.1.10", "via 198.18.101.1 dev eth0"));
    assertThat(HostRoute.parse("198.18.101.7", onLink))
        .contains(new HostRoute("198.18.101.7", "dev eth0"));
    assertThat(HostRoute.parse("198.18.101.10", own)).isEmpty();
    assertThat(HostRoute.parse("198.18.101.10", "")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the default route past the halves | 192.88.99.7     | via 192.0.2.1 dev eth0",
        "the longer of two                 | 198.51.7.9      | via 192.0.2.9 dev eth1",
        "the lesser metric                 | 203.0.113.5     | dev wlan0",
        "an IPv4 route over IPv6           | 198.18.9.9      | via inet6 fe80::9 dev eth0",
        "the first of several hops         | 198.19.9.9      | via 192.0.2.7 dev eth0",
        "a router off the link             | 100.64.0.9      | via 192.0.2.8 dev eth0 onlink",
        "a route that leads nowhere        | 100.65.0.9      |",
      })
  void findsTheWayBesideTheTunnelInTheTable(String name, String host, @Nullable String via) {
    String table =
        """
        [{"dst":"0.0.0.0/1","dev":"dvpn0"}, {"dst":"128.0.0.0/1","dev":"dvpn0"},
         {"dst":"default","gateway":"192.0.2.1","dev":"eth0"},
         {"dst":"198.51.0.0/16","gateway":"192.0.2.2","dev":"eth0"},
         {"dst":"198.51.7.0/24","gateway":"192.0.2.9","dev":"eth1"},
         {"dst":"203.0.113.0/24","dev":"eth0","metric":200},
         {"dst":"203.0.113.0/24","dev":"wlan0","metric":100},
         {"dst":"198.18.0.0/16","via":{"family":"inet6","host":"fe80::9"},"dev":"eth0"},
         {"dst":"198.19.0.0/16","nexthops":[{"gateway":"192.0.2.7","dev":"eth0"},{"dev":"x"}]},
         {"dst":"100.64.0.9","gateway":"192.0.2.8","dev":"eth0","flags":["onlink"]},
         {"dst":"100.65.0.9","gateway":"192.0.2.8","dev":"dvpn0"}]
        """;
    if (via == null) {
      table = "[{\"type\":\"unreachable\",\"dst\":\"default\",\"dev\":\"lo\"}]";
    }
    InterfaceName own = InterfaceName.parse("dvpn0");

    assertThat(HostRoute.longest(InetAddress.ofLiteral(host), own, table).map(HostRoute::via))
        .isEqualTo(Optional.ofNullable(via));
  }

  @Test
  void findsTheWayOfIpv6PastItsOwnGuard() {
    String table =
        """
        [{"dst":"2001:db8:1::/64","dev":"eth0","metric":256},
         {"type":"unreachable","dst":"::/1","dev":"lo","metric":1024},
         {"type":"unreachable","dst":"8000::/1","dev":"lo","metric":1024},
         {"dst":"default","gateway":"fe80::1","dev":"eth0","metric":1024}]
        """;
    InterfaceName own = InterfaceName.parse("dvpn0");
    InetAddress host = InetAddress.ofLiteral("2001:db8:99::1");

    HostRoute route = HostRoute.longest(host, own, table).orElseThrow();
    assertThat(route.prefix()).isEqualTo("2001:db8:99:0:0:0:0:1/128");
    assertThat(route.via()).isEqualTo("via fe80::1 dev eth0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "fe80::1", "fe80::1%1", "0.0.0.0", "::"})
  void keepsNoRouteToThisMachineNorToItsLink(String host) {
    assertThat(HostRoute.to(InetAddress.ofLiteral(host), InterfaceName.parse("dvpn0"))).isEmpty();
  }

  @ParameterizedTest(name = "{0} takes away the way to {1}: {2}")
  @CsvSource({
    "0.0.0.0/1 128.0.0.0/1, 198.51.100.7,          true",
    "0.0.0.0/1 128.0.0.0/1, 2001:db8::7,           true",
    "0.0.0.0/1 128.0.0.0/1, ::ffff:198.51.100.7,   true",
    "198.51.100.0/25,       198.51.100.7,          true",
    "198.51.100.0/25,       198.51.100.128,        false",
    "198.51.100.0/25,       2001:db8::7,           false",
    "128.0.0.0/1,           9.9.9.9,               false",
  })
  void knowsWhatItsRoutesAndGuardTakeAway(String routes, String host, boolean captures) {
    TunnelSettings settings =
        new TunnelSettings(InterfaceName.parse("dvpn0"), false, List.of(routes.split(" ")));

    assertThat(settings.captures(InetAddress.ofLiteral(host))).isEqualTo(captures);
  }

  @Test
  void refusesInterfaceNamesAndRoutesThatToolsCouldMistake() {
    for (String name : List.of("", "-x", "a b", "abcdefghijklmnop", "a/b")) {
      assertThatThrownBy(() -> InterfaceName.parse(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> new TunnelSettings(InterfaceName.parse("x"), true, List.of("0.0.0.0/0 dev lo")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
