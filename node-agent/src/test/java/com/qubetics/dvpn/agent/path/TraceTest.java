package com.qubetics.dvpn.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceTest {
  /// As nft 1.0.6 and 1.1.3 write them; the packet's mark is told behind, where it has one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace id 4d5f ip filter FORWARD policy drop",
        "trace id 4d5f ip filter FORWARD policy drop ",
        "trace id 4d5f ip filter FORWARD policy drop meta mark 0x20000000",
        "trace id 4d5f ip filter FORWARD policy drop meta mark 0x20000000 ",
      })
  void findsThePolicyThatDrops(String line) {
    assertThat(Trace.parse(line).drop())
        .hasValueSatisfying(
            step -> assertThat(step.where()).isEqualTo("ip filter FORWARD: policy drop"));
  }

  @Test
  void findsTheRuleThatDrops() {
    Trace trace =
        Trace.parse(
            "trace id 4d5f inet f c rule iifname \"eth0\" counter packets 3 bytes 180 drop"
                + " (verdict drop)");

    assertThat(trace.drop())
        .hasValueSatisfying(
            step -> assertThat(step.where()).isEqualTo("inet f c: iifname \"eth0\" counter drop"));
  }

  @Test
  void findsNothingWhereTheVerdictIsAnother() {
    String text =
        "trace id 4d5f ip filter FORWARD policy accept meta mark 0x00000001\n"
            + "trace id 4d5f ip filter FORWARD rule tcp dport 9 accept (verdict accept)";

    assertThat(Trace.parse(text).drop()).isEmpty();
  }
}
