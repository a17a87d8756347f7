package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.foreign.Barrier;
import com.qubetics.dvpn.agent.foreign.Crossing;
import com.qubetics.dvpn.agent.foreign.ForeignFirewall;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.overlap.TakenNetwork;
import com.qubetics.dvpn.agent.setup.Finding.Check;
import com.qubetics.dvpn.agent.setup.Finding.Severity;
import com.qubetics.dvpn.wire.agent.Reachability;
import com.qubetics.dvpn.wireguard.host.Cidr;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class HostChecksTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Outside WELL = seen("203.0.113.1", true, true, Duration.ZERO, 200_000);

  @Test
  void findsNothingWrongWithAGoodHostAndNumbersItsFindings() {
    List<Finding> findings = check(host -> {}, WELL, false);

    assertThat(findings).allMatch(finding -> finding.severity() == Severity.OK);
    assertThat(findings)
        .allMatch(finding -> finding.number() == finding.check().ordinal() && finding.number() > 0);
    assertThat(findings.getFirst()).hasToString(" 1 OK      TOOLS      wg, nft and ip are there");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hosts")
  void namesWhatIsWrongAndTheRemedy(
      String name, Consumer<FakeHost> change, Outside outside, Check check, Severity severity) {
    List<Finding> others =
        check(change, outside, true).stream()
            .filter(finding -> finding.severity() != Severity.OK)
            .toList();

    assertThat(others).hasSize(1);
    assertThat(others.getFirst().check()).isEqualTo(check);
    assertThat(others.getFirst().severity()).isEqualTo(severity);
    if (severity == Severity.ERROR || severity == Severity.WARNING) {
      assertThat(others.getFirst().remedy()).isNotBlank();
    }
  }

  @Test
  void offersANetworkThatIsFreeWhereTheTunnelsIsNot() {
    Finding found =
        check(host -> host.networks = List.of(taken("10.76.0.0/15", true)), WELL, false).stream()
            .filter(finding -> finding.check() == Check.TUNNEL_NETWORK)
            .findFirst()
            .orElseThrow();

    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.what()).isEqualTo("10.77.0.0/16 overlaps 10.76.0.0/15 of route by eth1");
    assertThat(found.remedy()).startsWith("setup --tunnel-network 10.78.0.0/16");
  }

  private static TakenNetwork taken(String network, boolean onTheWay) {
    return new TakenNetwork(Cidr.parse(network), "route by eth1", onTheWay);
  }

  static Stream<Arguments> hosts() {
    return Stream.of(
        row("no nft", host -> host.tools = Set.of("wg", "ip"), Check.TOOLS, Severity.ERROR),
        row(
            "another WireGuard on the port",
            host -> host.tunnels = List.of("wg0"),
            Check.PORTS,
            Severity.ERROR),
        row("probe port taken", host -> host.taken = Set.of(51821), Check.PORTS, Severity.ERROR),
        row("clock 11 s off", at(Duration.ofSeconds(11)), Check.CLOCK, Severity.WARNING),
        row("clock 121 s off", at(Duration.ofSeconds(-121)), Check.CLOCK, Severity.ERROR),
        row(
            "WireGuard in user space",
            host -> host.kernelWireGuard = false,
            Check.WIREGUARD,
            Severity.WARNING),
        row(
            "no WireGuard",
            host -> {
              host.kernelWireGuard = false;
              host.tools = Set.of("wg", "nft", "ip");
            },
            Check.WIREGUARD,
            Severity.ERROR),
        row("no nf_tables", host -> host.filter = false, Check.NFTABLES, Severity.ERROR),
        row("forwarding off", host -> host.forwards = false, Check.FORWARDING, Severity.ERROR),
        row(
            "forwarding off at the egress",
            host -> host.notForwarding = Set.of("eth0"),
            Check.FORWARDING,
            Severity.ERROR),
        row("egress down", host -> host.down = Set.of("eth0"), Check.EGRESS, Severity.ERROR),
        row("no way out", host -> host.leadsOut = false, Check.EGRESS, Severity.ERROR),
        row("MTU 1279", host -> host.mtu = OptionalInt.of(1279), Check.MTU, Severity.ERROR),
        row(
            "table of connections full",
            host -> host.connections = 63_000,
            Check.CONNECTIONS,
            Severity.ERROR),
        row(
            "table of connections small",
            host -> host.mostConnections = OptionalLong.of(10_000),
            Check.CONNECTIONS,
            Severity.WARNING),
        row(
            "a flowtable holds the tunnel",
            host -> host.flowtables = List.of("other fast"),
            Check.FLOWTABLES,
            Severity.WARNING),
        row("behind a NAT", host -> host.addresses = List.of(), Check.ADDRESS, Severity.NOTE),
        row("WireGuard port closed", ports(false, true), Check.REACHABLE, Severity.ERROR),
        row("probe port closed", ports(true, false), Check.REACHABLE, Severity.ERROR),
        row(
            "registry can't look",
            new Outside(
                Optional.empty(),
                Optional.of(NOW),
                Optional.empty(),
                "UPSTREAM_UNAVAILABLE",
                OptionalLong.of(200_000)),
            Check.REACHABLE,
            Severity.WARNING),
        row(
            "several addresses",
            seen("203.0.113.9", true, true, Duration.ZERO, 200_000),
            Check.REACHABLE,
            Severity.WARNING),
        row("PPPoE", host -> host.mtu = OptionalInt.of(1492), Check.MTU, Severity.WARNING),
        row("narrow path", host -> host.passes = Optional.of(false), Check.MTU, Severity.WARNING),
        row("IPv4 only", host -> host.ipv6 = false, Check.IPV6, Severity.NOTE),
        row(
            "a route into the tunnel's network",
            host -> host.networks = List.of(taken("10.77.8.0/24", true)),
            Check.TUNNEL_NETWORK,
            Severity.ERROR),
        row(
            "another VPN's network around the tunnel's",
            host -> host.networks = List.of(taken("10.0.0.0/8", true)),
            Check.TUNNEL_NETWORK,
            Severity.WARNING),
        row(
            "a resolver in the tunnel's network",
            host -> host.networks = List.of(taken("10.77.0.53/32", false)),
            Check.TUNNEL_NETWORK,
            Severity.WARNING),
        row(
            "slow line",
            seen("203.0.113.1", true, true, Duration.ZERO, 9_999),
            Check.BANDWIDTH,
            Severity.WARNING),
        row("disk nearly full", host -> host.disk = 500L << 20, Check.DISK, Severity.WARNING),
        row("disk full", host -> host.disk = 99L << 20, Check.DISK, Severity.ERROR),
        row("read-only disk", host -> host.writable = false, Check.DISK, Severity.ERROR),
        row("slow disk", host -> host.sync = Duration.ofMillis(300), Check.DISK, Severity.WARNING),
        row("512 MB", host -> host.memory = 500L << 20, Check.MEMORY, Severity.WARNING),
        row("256 MB", host -> host.memory = 250L << 20, Check.MEMORY, Severity.ERROR),
        row(
            "Docker's policy",
            host -> host.foreign = stoppedBy(ForeignFirewall.DOCKER),
            Check.FIREWALLS,
            Severity.WARNING),
        row(
            "a policy by hand",
            host -> host.foreign = stoppedBy(ForeignFirewall.OTHER),
            Check.FIREWALLS,
            Severity.WARNING));
  }

  @ParameterizedTest(name = "answered: {0}")
  @CsvSource({"'', ERROR", "no, WARNING", "yes, NOTE"})
  void setsUpBesideAnotherFirewallOnlyOnceItWasAskedAboutIt(String answer, Severity severity) {
    Map<Setting, String> answers = new EnumMap<>(SetupAnswersTest.GOOD);
    answers.put(Setting.OPEN_FIREWALLS, answer);
    FakeHost host = new FakeHost();
    host.foreign = stoppedBy(ForeignFirewall.UFW);

    List<Finding> findings =
        new HostChecks(
                SetupAnswersTest.complete(answers).settings(200_000),
                host,
                Path.of("/nonexistent/home"),
                Clock.fixed(NOW, ZoneOffset.UTC),
                false)
            .run(WELL);

    assertThat(findings)
        .filteredOn(finding -> finding.check() == Check.FIREWALLS)
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(severity));
  }

  private static HostProbe.ForeignRules stoppedBy(ForeignFirewall firewall) {
    return new HostProbe.ForeignRules(
        List.of(new Barrier(firewall, "ip filter FORWARD: policy drop")),
        firewall.opening(Crossing.ofClient("wg-dvpn", "eth0")));
  }

  @Test
  void saysThatTheEndpointIsNotWhereTheHostIs() {
    List<Finding> findings =
        check(
            host -> host.addresses = List.of(InetAddress.ofLiteral("10.0.0.5")),
            seen("203.0.113.9", true, true, Duration.ZERO, 200_000),
            false);

    assertThat(findings)
        .filteredOn(Finding::isError)
        .singleElement()
        .satisfies(finding -> assertThat(finding.check()).isEqualTo(Check.ADDRESS));
  }

  @Test
  void leavesForwardingToSetup() {
    assertThat(check(host -> host.forwards = false, WELL, false)).noneMatch(Finding::isError);
  }

  static AgentSettings settings() {
    return SetupAnswersTest.complete(SetupAnswersTest.GOOD).settings(200_000);
  }

  private static List<Finding> check(
      Consumer<FakeHost> change, Outside outside, boolean installed) {
    FakeHost host = new FakeHost();
    change.accept(host);
    return new HostChecks(
            settings(),
            host,
            Path.of("/nonexistent/home"),
            Clock.fixed(NOW, ZoneOffset.UTC),
            installed)
        .run(outside);
  }

  private static Outside seen(
      String from, boolean tunnel, boolean probes, Duration off, long kbit) {
    return new Outside(
        Optional.of(InetAddress.ofLiteral("192.0.2.1")),
        Optional.of(NOW.plus(off)),
        Optional.of(
            new Reachability(
                from,
                List.of(
                    new Reachability.Port(51820, tunnel), new Reachability.Port(51821, probes)))),
        "",
        OptionalLong.of(kbit));
  }

  private static Outside at(Duration off) {
    return seen("203.0.113.1", true, true, off, 200_000);
  }

  private static Outside ports(boolean tunnel, boolean probes) {
    return seen("203.0.113.1", tunnel, probes, Duration.ZERO, 200_000);
  }

  private static Arguments row(
      String name, Consumer<FakeHost> change, Check check, Severity severity) {
    return Arguments.of(name, change, WELL, check, severity);
  }

  private static Arguments row(String name, Outside outside, Check check, Severity severity) {
    Consumer<FakeHost> unchanged = host -> {};
    return Arguments.of(name, unchanged, outside, check, severity);
  }
}
