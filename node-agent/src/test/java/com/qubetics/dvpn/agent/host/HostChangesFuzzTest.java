package com.qubetics.dvpn.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.agent.link.Json;
import tools.jackson.core.JacksonException;

/// `changes.json`: read or refused, never anything else; what was read reads back equal.
final class HostChangesFuzzTest {
  @FuzzTest
  void changes(byte[] json) {
    HostChanges.Recorded recorded;
    try {
      recorded = HostChanges.parse(json);
    } catch (JacksonException refused) {
      return;
    }
    recorded
        .made()
        .forEach(
            made -> {
              assertThat(made.change().place()).isNotBlank();
              assertThat(made.change().effect()).isNotBlank();
              assertThat(made.change().wanted()).isNotNull();
            });
    assertThat(HostChanges.parse(Json.MAPPER.writeValueAsBytes(recorded))).isEqualTo(recorded);
  }
}
