package com.qubetics.dvpn.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wire.json.JsonException;
import java.nio.charset.StandardCharsets;

/// The Contents of `changes.json`: read or refused, never anything else; what was read reads back
/// equal.
final class HostChangesFuzzTest {
  @FuzzTest
  void changes(byte[] json) {
    RecordedChanges recorded;
    try {
      recorded = RecordedChanges.parse(json);
    } catch (JsonException refused) {
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
    assertThat(RecordedChanges.parse(recorded.json().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(recorded);
  }
}
