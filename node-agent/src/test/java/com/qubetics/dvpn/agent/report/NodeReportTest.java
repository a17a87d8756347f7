package com.qubetics.dvpn.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.json.Json;
import com.qubetics.dvpn.agent.json.JsonObject;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Finding.Severity;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NodeReportTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final NodeId NODE = NodeId.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
  private static final JsonObject REGISTERED =
      Json.read(
          """
          {"node":"0xd36f47D8AB72e42B672fFB69De1085a970d9Aa38","state":"INACTIVE",
           "reasons":["PROBES_FAILING"],"upBasisPoints":9123,"rttMicros":2100,
           "lossBasisPoints":1428,"deposit":"10000000000000000000",
           "buffer":"9500000000000000000","later":true}
          """,
          JsonObject.class);

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
  void showsTheApisFormWithFieldsItDoesNotKnowAndTheAgentsWordBesideIt() {
    JsonObject json = report(NOW, true, List.of("PROBES_FAILING"), REGISTERED).json();

    assertThat(json.members()).containsAllEntriesOf(REGISTERED.members());
    assertThat(json.members().get("agent"))
        .isInstanceOfSatisfying(
            JsonObject.class,
            agent -> {
              assertThat(agent.members()).containsEntry("live", true);
              assertThat(agent.has("registered")).isFalse();
            });
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
        .containsExactly("17 ERROR AGENT", "18 ERROR REGISTRY", "18 ERROR REGISTRY");
    assertThat(findings).allMatch(finding -> !finding.remedy().isBlank());
    assertThat(Diagnosis.of(report(NOW, true, List.of(), REGISTERED)))
        .allMatch(finding -> finding.severity() == Severity.OK);
  }

  private static NodeReport report(
      Instant at, boolean ready, List<String> reasons, @Nullable JsonObject registered) {
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
                "INACTIVE",
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
                0,
                0,
                registered)),
        NOW);
  }
}
