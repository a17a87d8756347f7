package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.host.KernelFile;
import com.qubetics.dvpn.agent.host.SysctlSet;
import com.qubetics.dvpn.agent.overlap.TakenNetwork;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThisHostTest {
  private static final TunnelAddress OUTSIDE = TunnelAddress.parse("192.0.2.1");
  private static final String HEAD =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  private static final String DEFAULT = line("eth0", "00000000", "0003", 100, "00000000");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the default route alone        | eth9 | 0000000A | 0003 | 0   | 000000FF | eth0
          a default route that is better | eth1 | 00000000 | 0003 | 50  | 00000000 | eth1
          one that is worse              | eth1 | 00000000 | 0003 | 200 | 00000000 | eth0
          half of the internet           | tun0 | 00000080 | 0003 | 999 | 00000080 | tun0
          the other half                 | tun0 | 00000000 | 0003 | 0   | 00000080 | eth0
          half of it refused             | *    | 00000080 | 0201 | 0   | 00000080 | *
          a route that is down           | tun0 | 00000080 | 0002 | 0   | 00000080 | eth0
          """)
  void findsTheRouteThatTheKernelWouldTake(
      String name, String by, String to, String flags, int metric, String mask, String taken) {
    String table = HEAD + DEFAULT + line(by, to, flags, metric, mask);

    assertThat(ThisHost.route(table, OUTSIDE)).contains(taken);
  }

  @Test
  void findsNoneInATableWithoutOne() {
    assertThat(ThisHost.route(HEAD, OUTSIDE)).isEqualTo(Optional.empty());
    assertThat(ThisHost.route("", OUTSIDE)).isEqualTo(Optional.empty());
  }

  @Test
  void tellsTheNetworksThatTheMainTableSendsToButTheTunnelsAndWaysToEverything() {
    String table =
        HEAD
            + DEFAULT
            + line("tun0", "00000080", "0003", 0, "00000080")
            + line("docker0", "00034D0A", "0001", 0, "00FFFFFF")
            + line("eth1", "0000000A", "0003", 0, "000000FF")
            + line("eth2", "00004E0A", "0000", 0, "0000FFFF")
            + line("wg-dvpn", "00004D0A", "0001", 0, "0000FFFF");

    assertThat(ThisHost.routed(table, new InterfaceName("wg-dvpn")).all())
        .allMatch(TakenNetwork::isOnTheWay)
        .extracting(TakenNetwork::toString)
        .containsExactly("10.77.3.0/24 of route by docker0", "10.0.0.0/8 of route by eth1");
  }

  @Test
  void readsAllDigitsOfAKernelSetting() throws IOException {
    assertThat(KernelFile.text(Path.of("/proc/sys/kernel/pid_max"))).matches("[0-9]{4,}");
  }

  @Test
  void namesTheForwardingOfAnInterfaceWithADotAsSysctlDoes() {
    assertThat(SysctlSet.forwarding("eth0.100").name())
        .isEqualTo("net.ipv4.conf.eth0/100.forwarding");
  }

  /// Of a host that stores the low byte first, as all that the package is for do.
  private static String line(String by, String to, String flags, int metric, String mask) {
    return "%s\t%s\t0100A8C0\t%s\t0\t0\t%s\t%s\t0\t0\t0    \n"
        .formatted(by, to, flags, metric, mask);
  }
}
