package com.qubetics.dvpn.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.report.Diagnosis;
import com.qubetics.dvpn.agent.report.NodeReport;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// `status.json`, which another user may have written and which repeats what the gateway said: read
/// and shown, or refused with [IOException]; and the variables that the agent reads.
final class StatusFuzzTest {
  @FuzzTest
  void status(byte[] json) {
    Status status;
    try {
      status = StatusFile.parse(json);
    } catch (IOException refused) {
      return;
    }
    NodeReport report =
        new NodeReport(status.node(), Optional.of(status), Instant.ofEpochSecond(1_790_000_000));
    assertThat(report.lines())
        .hasSizeLessThan(20)
        .noneMatch(line -> line.matches(".*\\p{Cntrl}.*"));
    report.json();
    Diagnosis.of(report);
    assertThat(Json.read(Json.bytes(status), Status.class)).isEqualTo(status);
  }

  @FuzzTest
  void times(byte[] text) {
    try {
      AgentTimes times =
          AgentTimes.from(
              Map.of("DVPN_AGENT_LEASE_SECONDS", new String(text, StandardCharsets.UTF_8)));
      assertThat(times.lease()).isPositive();
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).contains("expected");
    }
  }
}
