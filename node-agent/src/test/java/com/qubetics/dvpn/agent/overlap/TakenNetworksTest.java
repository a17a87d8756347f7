package com.qubetics.dvpn.agent.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TakenNetworksTest {
  private static final InterfaceName TUNNEL = new InterfaceName("wg-dvpn");
  private static final Cidr USUAL = Cidr.parse("10.77.0.0/16");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "172.17.0.0/16, 10.77.0.0/16",
    "10.77.3.0/24, 10.78.0.0/16",
    "10.77.255.255, 10.78.0.0/16",
    "10.76.0.0/14, 10.80.0.0/16",
    "10.64.0.0/10, 10.128.0.0/16",
    "10.0.0.0/8, 172.16.0.0/16"
  })
  void offersTheFirstNetworkThatNothingOverlaps(String taken, String free) {
    assertThat(taken(taken).free()).hasToString("Optional[" + free + "]");
  }

  @Test
  void goesOnToTheOtherPrivateNetworksAndThenSaysThatThereIsNone() {
    assertThat(taken("10.0.0.0/8", "172.16.0.0/12").free()).hasToString("Optional[192.168.0.0/16]");
    assertThat(taken("10.77.0.0/16", "10.78.0.0/15", "10.80.0.0/12").free())
        .hasToString("Optional[10.96.0.0/16]");
    assertThat(taken("10.0.0.0/8", "172.16.0.0/12", "192.168.7.0/24").free()).isEmpty();
  }

  @Test
  void readsRoutesOfAllTables() {
    String listing =
        """
        [{"dst":"default","gateway":"198.51.100.80","dev":"eth0","flags":[]},
         {"dst":"10.77.0.0/16","dev":"wg-dvpn","protocol":"kernel","scope":"link","flags":[]},
         {"dst":"10.77.4.0/22","dev":"docker0","flags":["linkdown"]},
         {"dst":"0.0.0.0/1","dev":"tun0","flags":[]},
         {"dst":"10.8.0.5","dev":"tun0","table":"1234","flags":[]},
         {"type":"local","dst":"10.9.0.1","dev":"eth1","table":"local","flags":[]},
         {"type":"broadcast","dst":"10.9.0.255","dev":"eth1","table":"local","flags":[]},
         {"type":"blackhole","dst":"10.66.0.0/16","flags":[]}]
        """;

    assertThat(IpListing.routes(listing, TUNNEL))
        .extracting(TakenNetwork::toString)
        .containsExactly(
            "10.77.4.0/22 of unicast route by docker0 (table main)",
            "10.8.0.5/32 of unicast route by tun0 (table 1234)",
            "10.9.0.1/32 of local route by eth1 (table local)",
            "10.66.0.0/16 of blackhole route (table main)");
  }

  @Test
  void readsAddressesOfInterfacesThatAreDownToo() {
    String listing =
        """
        [{"ifname":"lo","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8}]},
         {"ifname":"wg-dvpn","addr_info":[{"local":"10.77.0.1","prefixlen":16}]},
         {"ifname":"eth1","operstate":"DOWN","addr_info":[{"local":"10.77.9.9","prefixlen":20}]},
         {"ifname":"eth2","addr_info":[]}]
        """;

    assertThat(IpListing.addresses(listing, TUNNEL))
        .extracting(TakenNetwork::toString)
        .containsExactly("127.0.0.0/8 of interface lo", "10.77.0.0/20 of interface eth1");
  }

  @Test
  void readsResolversButThoseOfTheHostItself() {
    assertThat(
            TakenNetworks.resolvers(
                "# by hand\nnameserver 127.0.0.53\nnameserver fd00::53\n"
                    + " nameserver\t10.77.0.53  \nsearch lan\n",
                "/etc/resolv.conf"))
        .extracting(TakenNetwork::toString)
        .containsExactly("10.77.0.53/32 of a resolver in /etc/resolv.conf");
  }

  @Test
  void knowsFromWhichPoolsDockerTakesItsNetworks() {
    assertThat(DockerPools.of("", false)).isEmpty();
    assertThat(DockerPools.of("", true)).hasSize(16);
    assertThat(DockerPools.of("{\"log-level\":\"warn\"}", false)).hasSize(16);
    assertThat(
            DockerPools.of(
                "{\"bip\":\"10.77.0.1/24\",\"default-address-pools\":"
                    + "[{\"base\":\"10.78.0.0/15\",\"size\":24}]}",
                true))
        .extracting(TakenNetwork::toString)
        .containsExactly(
            "10.77.0.0/24 of Docker's address pools", "10.78.0.0/15 of Docker's address pools");
  }

  @ParameterizedTest(name = "{0}, on the way: {1}: {2}")
  @CsvSource({
    "10.77.3.0/24, true, true",
    "10.77.0.0/16, true, true",
    "10.77.3.0/24, false, false",
    "10.0.0.0/8, true, false",
    "10.78.0.0/16, true, false"
  })
  void knowsWhatTakesPacketsFromTheTunnel(String network, boolean onTheWay, boolean takes) {
    assertThat(new TakenNetwork(Cidr.parse(network), "it", onTheWay).takesFrom(USUAL))
        .isEqualTo(takes);
  }

  private static TakenNetworks taken(String... networks) {
    return new TakenNetworks(
        Stream.of(networks)
            .map(network -> new TakenNetwork(Cidr.parse(network), "it", true))
            .toList());
  }
}
