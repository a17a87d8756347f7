package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which connections the real kernel forgets, of both families, asked for a few addresses and for
/// many.
final class ConnectionsIT {
  private static final String HOST = "host";
  private static final Cidr6 NETWORK_6 = Cidr6.parse("fd64:7670:6e00::/96");
  private static final TunnelAddress A = TunnelAddress.parse("10.77.0.2");

  private Namespaces namespaces;

  @BeforeEach
  void open() throws Exception {
    namespaces = Namespaces.permitted(HOST);
    add("10.77.0.2", "192.0.2.80", 5);
    add("10.77.0.2", "192.0.2.81", 6);
    add("10.77.0.200", "192.0.2.80", 5);
    add("fd64:7670:6e00::a4d:2", "2001:db8:9::80", 5);
    add("fd64:7670:6e00::a4d:2", "2001:db8:9::81", 6);
    add("fd64:7670:6e00::a4d:c8", "2001:db8:9::80", 5);
    // Of another network, with the same 32 bits.
    add("fd64:7670:6e01::a4d:2", "2001:db8:9::80", 5);
  }

  @AfterEach
  void close() {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @Test
  void forgetsThoseOfAFewAddresses() throws Exception {
    assertThat(forget(List.of(Leftovers.all(A)))).isEqualTo(4);

    assertThat(held()).doesNotContain("src=10.77.0.2 ").doesNotContain("src=" + NETWORK_6.of(A));
    assertThat(held()).contains("src=10.77.0.200 ", "6e00::a4d:c8 ", "src=fd64:7670:6e01::a4d:2 ");
  }

  @Test
  void forgetsThoseOfManyAddresses() throws Exception {
    List<Leftovers> many =
        IntStream.range(2, 100)
            .mapToObj(last -> Leftovers.all(TunnelAddress.parse("10.77.0." + last)))
            .toList();

    assertThat(forget(many)).isEqualTo(4);

    assertThat(held()).contains("src=10.77.0.200 ", "6e00::a4d:c8 ", "src=fd64:7670:6e01::a4d:2 ");
  }

  @Test
  void sparesThoseOfTheSessionThatHasTheAddress() throws Exception {
    assertThat(forget(List.of(Leftovers.before(A, new SessionMark(6))))).isEqualTo(2);

    assertThat(held()).contains("dst=192.0.2.81 ", "dst=2001:db8:9::81 ");
  }

  @Test
  void sparesThoseThatNoFlowtableCarriesWhereTheSessionMayGoOn() throws Exception {
    assertThat(forget(List.of(Leftovers.pastTheRules(A)))).isZero();

    assertThat(held()).contains("dst=192.0.2.81 ", "dst=2001:db8:9::81 ");
  }

  private int forget(List<Leftovers> over) throws Exception {
    return namespaces.in(
        HOST,
        () -> {
          try (Connections connections = Connections.open(Optional.of(NETWORK_6))) {
            return connections.forget(over);
          }
        });
  }

  private void add(String from, String to, int mark) throws Exception {
    conntrack("-I -s %s -d %s -p udp --sport 5 --dport 6 -t 100 -m %s".formatted(from, to, mark));
  }

  private String held() throws Exception {
    return conntrack("-L -f ipv4") + conntrack("-L -f ipv6");
  }

  private String conntrack(String arguments) throws Exception {
    return namespaces.in(HOST, () -> Tool.run(List.of(("conntrack " + arguments).split(" "))));
  }
}
