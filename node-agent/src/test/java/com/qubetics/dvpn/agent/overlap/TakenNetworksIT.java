package com.qubetics.dvpn.agent.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A host with a LAN, containers and another VPN, as its own tools tell of them.
final class TakenNetworksIT {
  private static final InterfaceName TUNNEL = new InterfaceName("wg-dvpn");
  private static final Cidr USUAL = Cidr.parse("10.77.0.0/16");

  private Namespaces namespaces;

  @BeforeEach
  void open() throws Exception {
    namespaces = Namespaces.permitted("host");
    ip("link add lan0 type veth peer name lan1");
    ip("link set lan0 up");
    ip("link set lan1 up");
  }

  @AfterEach
  void close() {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @Test
  void offersTheUsualNetworkWhereNothingOverlaps() throws Exception {
    ip("address add 192.168.50.1/24 dev lan0");

    assertThat(taken().overlapping(USUAL)).isEmpty();
    assertThat(taken().free()).hasToString("Optional[10.77.0.0/16]");
  }

  @Test
  void findsEachOverlapAndOffersTheNextThatIsFree() throws Exception {
    ip("link add docker0 type bridge");
    ip("address add 10.77.3.1/24 dev docker0");
    ip("address add 10.78.0.9/20 dev lan0");
    ip("route add 10.79.128.0/17 dev lan0 table 51820");
    ip("route add blackhole 10.80.0.0/16");

    assertThat(taken().overlapping(USUAL))
        .as("of an interface that is down")
        .extracting(TakenNetwork::what)
        .contains("interface docker0");
    assertThat(taken().free()).hasToString("Optional[10.81.0.0/16]");
    ip("link set docker0 up");
    assertThat(taken().overlapping(USUAL)).anyMatch(other -> other.takesFrom(USUAL));
  }

  @Test
  void takesTheTunnelsOwnForNone() throws Exception {
    ip("link add wg-dvpn type veth peer name other");
    ip("address add 10.77.0.1/16 dev wg-dvpn");
    ip("link set wg-dvpn up");

    assertThat(taken().overlapping(USUAL)).isEmpty();
  }

  private TakenNetworks taken() throws Exception {
    return namespaces.in("host", () -> TakenNetworks.ofThisHost(TUNNEL));
  }

  private void ip(String arguments) throws Exception {
    namespaces.in("host", () -> Tool.run(List.of(("ip " + arguments).split(" "))));
  }
}
