package com.qubetics.dvpn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wire.agent.AgentVersion;
import com.qubetics.dvpn.wire.agent.Revision;
import java.nio.charset.StandardCharsets;

/// What agents write into a query or a heartbeat: read, or refused with what was expected.
final class AgentWordsFuzzTest {

  @FuzzTest
  void revision(byte[] after) {
    try {
      Revision read = Revision.parse(text(after));
      assertThat(Revision.parse(read.toString())).isEqualTo(read);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("after: malformed");
    }
  }

  @FuzzTest
  void version(byte[] version) {
    try {
      AgentVersion read = AgentVersion.parse(text(version));
      assertThat(read).isEqualByComparingTo(AgentVersion.parse(text(version)));
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("version: malformed");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
