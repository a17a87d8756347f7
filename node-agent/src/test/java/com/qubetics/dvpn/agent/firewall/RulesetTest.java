package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class RulesetTest {
  private final Ruleset rules = rules(Optional.empty());

  private static Ruleset rules(Optional<Ipv6Rules> ipv6) {
    return new Ruleset(
        new RulesetSettings(
            new InterfaceName("wg-fra1"),
            new InterfaceName("eth0"),
            Cidr.parse("10.77.0.0/16"),
            List.of(Cidr.parse("203.0.113.1")),
            List.of(Cidr.parse("203.0.113.0/24")),
            Optional.of(TunnelAddress.parse("10.77.0.1")),
            List.of(Cidr.parse("198.18.0.0/24")),
            PeerLimits.USUAL,
            Duration.ofSeconds(60),
            ipv6,
            new OwnPorts(51821, OptionalInt.of(15353))));
  }

  private static final TunnelAddress A = TunnelAddress.parse("10.77.0.2");
  private static final SessionMark MARK = new SessionMark(0xc0ffee);

  @Test
  void isTheScriptThatWasReadByTwoPeople() throws IOException {
    Lease lease = new Lease(A, MARK, Duration.ofSeconds(15));

    assertThat(rules.script(List.of(lease), true)).isEqualTo(golden("ruleset.nft"));
  }

  @Test
  void isTheScriptThatWasReadByTwoPeopleOfBothFamilies() throws IOException {
    Lease lease = new Lease(A, MARK, Duration.ofSeconds(15));
    Ipv6Rules six =
        new Ipv6Rules(
            Cidr6.parse("fd64:7670:6e00::/96"),
            List.of(Ipv6Address.parse("2001:db8:3::1")),
            List.of(Cidr6.parse("2001:db8:5::/64")));

    assertThat(rules(Optional.of(six)).script(List.of(lease), true))
        .isEqualTo(golden("ruleset-both-families.nft"));
  }

  @Test
  void translatesNothingOfANetworkThatIsRouted() {
    Cidr6 routed = Cidr6.parse("2001:db8:7:0:1::/96");

    assertThat(
            rules(Optional.of(new Ipv6Rules(routed, List.of(), List.of()))).script(List.of(), true))
        .contains("    meta nfproto ipv4 iifname \"wg-fra1\" oifname \"eth0\" masquerade\n");
  }

  /// The chains at the ends of an interface that is not there can't be made.
  @Test
  void bindsToNoInterfaceWhileThereIsNone() {
    assertThat(rules.script(List.of(), false))
        .doesNotContain("hook ingress")
        .doesNotContain("hook egress")
        .contains("table netdev dvpn_wg_fra1 {");
  }

  @Test
  void changesLeasesInAFormThatWorksWhetherTheyRunOrNot() {
    assertThat(
            rules.change(
                List.of(TunnelAddress.parse("10.77.0.3")),
                List.of(new Lease(A, MARK, Duration.ofMillis(1500)))))
        .isEqualTo(
            """
            add element inet dvpn_wg_fra1 lease { "wg-fra1" . 0x0a4d0003, "wg-fra1" . 0x0a4d0002 }
            delete element inet dvpn_wg_fra1 lease { "wg-fra1" . 0x0a4d0003, "wg-fra1" . 0x0a4d0002 }
            add element inet dvpn_wg_fra1 lease { "wg-fra1" . 0x0a4d0002 timeout 1500ms }
            add element netdev dvpn_wg_fra1 lease { 0x0a4d0003, 0x0a4d0002 }
            delete element netdev dvpn_wg_fra1 lease { 0x0a4d0003, 0x0a4d0002 }
            add element netdev dvpn_wg_fra1 lease { 0x0a4d0002 timeout 1500ms }
            """);
  }

  @Test
  void setsAndLiftsSpeedLimitsInAFormThatWorksWhetherTheyAreThereOrNot() {
    assertThat(
            rules.limit(
                List.of(TunnelAddress.parse("10.77.0.3")),
                List.of(new SpeedLimit(TunnelAddress.parse("10.77.0.2"), 2234))))
        .isEqualTo(
            """
            add element inet dvpn_wg_fra1 slow { 0x0a4d0003, 0x0a4d0002 }
            delete element inet dvpn_wg_fra1 slow { 0x0a4d0003, 0x0a4d0002 }
            add element inet dvpn_wg_fra1 slow { 0x0a4d0002 limit rate over 2234 kbytes/second burst 64 kbytes }
            """);
  }

  @Test
  void saysNothingWhereNothingChanges() {
    assertThat(rules.change(List.of(), List.of()) + rules.limit(List.of(), List.of())).isEmpty();
  }

  @Test
  void changesMarksInAFormThatWorksWhetherTheOldOnesAreThereOrNot() {
    assertThat(rules.mark(Map.of(A, MARK), Map.of(A, new SessionMark(-1))))
        .isEqualTo(
            """
            add element inet dvpn_wg_fra1 session { 0x0a4d0002 : 0x00c0ffee }
            delete element inet dvpn_wg_fra1 session { 0x0a4d0002 : 0x00c0ffee }
            add element inet dvpn_wg_fra1 session { 0x0a4d0002 : 0xffffffff }
            add element inet dvpn_wg_fra1 opened { 0x0a4d0002 . 0x00c0ffee }
            delete element inet dvpn_wg_fra1 opened { 0x0a4d0002 . 0x00c0ffee }
            add element inet dvpn_wg_fra1 opened { 0x0a4d0002 . 0xffffffff }
            add element netdev dvpn_wg_fra1 fresh { 0x0a4d0002 }
            delete element netdev dvpn_wg_fra1 fresh { 0x0a4d0002 }
            add element netdev dvpn_wg_fra1 fresh { 0x0a4d0002 }
            """);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(RulesetTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
