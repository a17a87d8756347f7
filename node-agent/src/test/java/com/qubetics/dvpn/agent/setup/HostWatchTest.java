package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.overlap.TakenNetwork;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.report.Reason;
import com.qubetics.dvpn.agent.setup.Finding.Check;
import com.qubetics.dvpn.wireguard.host.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HostWatchTest {
  private final FakeHost host = FakeHost.serving();
  private final List<String> told = new ArrayList<>();
  private final Doubts doubts =
      new Doubts((doubt, holds, reason) -> told.add(doubt + (holds ? " begins" : " over")));
  private final HostChecks checks =
      new HostChecks(HostChecksTest.settings(), host, Path.of("/tmp"), Clock.systemUTC(), true);
  private HostWatch.Mending mending =
      () -> {
        throw new IOException("read-only");
      };
  private final HostWatch watch = new HostWatch(checks, doubts, () -> mending.forward());

  @Test
  void looksAtEveryCheckThatIsItsOwnAndAtNoOther() {
    Set<Check> own =
        Arrays.stream(Check.values())
            .filter(check -> check.watch().by() == Watch.By.HOST)
            .collect(Collectors.toSet());

    assertThat(checks.watched())
        .extracting(Finding::check)
        .containsExactlyInAnyOrderElementsOf(own);
  }

  @Test
  void leavesNoCheckOfSetupUnwatchedWithoutSayingWhy() {
    for (Check check : Check.values()) {
      Watch watch = check.watch();
      assertThat(watch.why()).as(check.name()).isNotBlank();
      assertThat(watch.codes())
          .as(check.name())
          .allMatch(code -> !Reason.valueOf(code).name().isEmpty());
      if (watch.by() == Watch.By.AGENT || watch.by() == Watch.By.HOST) {
        assertThat(watch.codes()).as(check.name()).isNotEmpty();
      }
    }
  }

  @Test
  void knowsEveryDoubtByAReasonOfTheAgent() {
    for (Doubt doubt : Doubt.values()) {
      assertThat(Reason.isAgents(doubt.name())).as(doubt.name()).isTrue();
    }
  }

  @Test
  void findsNothingOnAHostThatServes() {
    watch.look();

    assertThat(told).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void tellsALossAndItsEnd(String name, Consumer<FakeHost> loss, Doubt doubt) {
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    told.clear();
    FakeHost before = FakeHost.serving();
    loss.accept(host);

    watch.look();
    watch.look();

    assertThat(told).containsExactly(doubt + " begins");
    assertThat(doubts.toTell()).contains(doubt);
    host.becomes(before);
    watch.look();
    if (doubt == Doubt.WIREGUARD_FAILING) {
      assertThat(told).as("is ended by the agent's care").hasSize(1);
    } else {
      assertThat(told).containsExactly(doubt + " begins", doubt + " over");
      assertThat(doubts.any()).isFalse();
    }
  }

  @Test
  void leavesALargerNetworkAroundTheTunnelsToTheHost() {
    host.networks = List.of(taken("10.0.0.0/8", true));

    watch.look();

    assertThat(told).isEmpty();
  }

  private static TakenNetwork taken(String network, boolean onTheWay) {
    return new TakenNetwork(Cidr.parse(network), "route by eth1", onTheWay);
  }

  static Stream<Arguments> losses() {
    return Stream.of(
        row("forwarding", host -> host.forwards = false, Doubt.FORWARDING_OFF),
        row("of the egress", host -> host.notForwarding = Set.of("eth0"), Doubt.FORWARDING_OFF),
        row("of the tunnel", host -> host.notForwarding = Set.of("wg-dvpn"), Doubt.FORWARDING_OFF),
        row("egress", host -> host.mtu = OptionalInt.empty(), Doubt.EGRESS_DOWN),
        row("carrier", host -> host.down = Set.of("eth0"), Doubt.EGRESS_DOWN),
        row("default route", host -> host.leadsOut = false, Doubt.EGRESS_DOWN),
        row("tunnel", host -> host.down = Set.of("wg-dvpn"), Doubt.WIREGUARD_FAILING),
        row(
            "tunnel's address",
            host -> host.addresses = List.of(InetAddress.ofLiteral("203.0.113.1")),
            Doubt.WIREGUARD_FAILING),
        row(
            "tunnel's address of IPv6",
            host ->
                host.addresses =
                    List.of(
                        InetAddress.ofLiteral("203.0.113.1"), InetAddress.ofLiteral("10.77.0.1")),
            Doubt.WIREGUARD_FAILING),
        row("port", host -> host.taken = Set.of(), Doubt.WIREGUARD_FAILING),
        row("MTU", host -> host.mtu = OptionalInt.of(1279), Doubt.MTU_TOO_SMALL),
        row("connections", host -> host.connections = 63_000, Doubt.CONNECTIONS_FULL),
        row(
            "a container's network in the tunnel's",
            host -> host.networks = List.of(taken("10.77.3.0/24", true)),
            Doubt.TUNNEL_NETWORK_TAKEN),
        row("disk", host -> host.disk = 99L << 20, Doubt.DISK_FULL));
  }

  @Test
  void coversEveryLookByALoss() {
    Set<Doubt> lost =
        losses()
            .map(row -> (Doubt) row.get()[2])
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Doubt.class)));

    assertThat(checks.watched())
        .allMatch(finding -> lost.contains(finding.check().watch().doubt().orElseThrow()));
  }

  @Test
  void switchesForwardingOnAgainAndTellsIt() {
    mending = () -> host.forwards = true;
    host.forwards = false;

    watch.look();

    assertThat(told).containsExactly("FORWARDING_OFF begins", "FORWARDING_OFF over");
    assertThat(doubts.toTell()).contains(Doubt.FORWARDING_OFF);
  }

  @Test
  void leavesAHostAloneWhoseTableOfConnectionsIsNotThereYet() {
    host.mostConnections = OptionalLong.empty();

    watch.look();

    assertThat(told).isEmpty();
  }

  private static Arguments row(String name, Consumer<FakeHost> loss, Doubt doubt) {
    return Arguments.of(name, loss, doubt);
  }
}
