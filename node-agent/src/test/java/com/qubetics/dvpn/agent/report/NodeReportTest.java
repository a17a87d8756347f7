package com.qubetics.dvpn.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Finding.Severity;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class NodeReportTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final NodeId NODE = NodeId.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
  private static final PublicNode REGISTERED =
      Json.read(
          """
          {"node":"0xd36f47d8ab72e42b672ffb69de1085a970d9aa38","state":"INACTIVE",
           "provider":"0xd36f47d8ab72e42b672ffb69de1085a970d9aa38","reasons":["PROBES_FAILING"],
           "tunnelKey":"0x1111111111111111111111111111111111111111111111111111111111111111",
           "endpointHash":"0x1111111111111111111111111111111111111111111111111111111111111111",
           "registeredAt":"2026-01-01T00:00:00Z","upBasisPoints":9123,"rttMicros":2100,
           "lossBasisPoints":1428,"deposit":"10000000000000000000",
           "buffer":"9500000000000000000","later":true}
          """,
          PublicNode.class);

  @Test
  void answersWhyTheNodeEarnsNothing() {
    NodeReport report = report(NOW, true, List.of("PROBES_FAILING"), REGISTERED);

    assertThat(report.lines()).hasSizeLessThan(20);
    assertThat(report.lines())
        .contains(
            "earning   no",
            "  PROBES_FAILING: probers get no answer on the port after WireGuard's; remedy: open"
                + " both UDP ports; dvpn-node doctor",
            "uptime    91.23 % of recent slots, round trip 2.1 ms, loss 14.3 %",
            "stake     deposit 10 TICS, buffer 9.5 TICS");
    assertThat(report.isReady()).isTrue();
  }

  @Test
  void staysShortWhateverIsWrong() {
    List<String> many = java.util.Arrays.stream(Reason.values()).map(Enum::name).toList();
    assertThat(report(NOW, false, many, REGISTERED).lines()).hasSizeLessThan(20);
  }

  @Test
  void showsTheApisFormAndTheAgentsWordBesideIt() {
    ObjectNode json = report(NOW, true, List.of("PROBES_FAILING"), REGISTERED).json();

    JsonNode agent = json.remove("agent");
    assertThat(Json.read(json, PublicNode.class)).isEqualTo(REGISTERED);
    assertThat(agent.path("live").booleanValue()).isTrue();
    assertThat(agent.has("registered")).isFalse();
  }

  @Test
  void saysThatTheAgentDoesNotRunWhenItHasNotWrittenForTenSeconds() {
    NodeReport report = report(NOW.minusSeconds(10), true, List.of(), REGISTERED);

    assertThat(report.isLive()).isFalse();
    assertThat(report.isReady()).isFalse();
    assertThat(report.reasons()).containsExactly("AGENT_NOT_RUNNING");
    assertThat(new NodeReport(NODE, Optional.empty(), NOW).reasons())
        .containsExactly("AGENT_NOT_RUNNING");
  }

  @Test
  void becomesFindingsOfTheDoctor() {
    List<Finding> findings =
        Diagnosis.of(report(NOW, false, List.of("FIREWALL_CHANGED", "JAILED", "NEWER_CODE"), null));

    assertThat(findings)
        .extracting(finding -> finding.number() + " " + finding.severity() + " " + finding.check())
        .containsExactly("21 OK PATH", "17 ERROR AGENT", "18 ERROR REGISTRY", "18 ERROR REGISTRY");
    assertThat(findings)
        .allMatch(finding -> finding.severity() == Severity.OK || !finding.remedy().isBlank());
    assertThat(Diagnosis.of(report(NOW, true, List.of(), REGISTERED)))
        .allMatch(finding -> finding.severity() == Severity.OK);
  }

  private static NodeReport report(
      Instant at, boolean ready, List<String> reasons, @Nullable PublicNode registered) {
    return new NodeReport(
        NODE,
        Optional.of(
            new Status(
                "0.1.0",
                at,
                1,
                at,
                NODE,
                BootId.parse("0x" + "11".repeat(16)),
                Endpoint.parse("203.0.113.1:51820"),
                "wg-dvpn",
                NodeState.INACTIVE,
                ready,
                false,
                reasons,
                3,
                0,
                "1:2",
                at,
                1,
                2,
                3,
                4,
                5,
                6,
                0,
                0,
                registered,
                Finding.ok(Finding.Check.PATH, "passes"))),
        NOW);
  }
}
