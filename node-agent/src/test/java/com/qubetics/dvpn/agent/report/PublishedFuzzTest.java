package com.qubetics.dvpn.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
import com.qubetics.dvpn.wireguard.host.Cidr;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What `earnings` reads of a gateway, and what `debug-bundle` takes out of a log.
final class PublishedFuzzTest {
  private static final Address SOMEBODY = Address.parse("0x" + "11".repeat(20));
  private static final NodeId NODE = new NodeId(SOMEBODY);

  /// The three files of an epoch, one after the other.
  @FuzzTest
  void earnings(byte[] files) {
    String text = text(files);
    int performance = Math.max(0, text.indexOf("dvpn-performance"));
    int rewards = Math.max(performance, text.indexOf("dvpn-rewards"));
    try {
      Optional<Earnings> earnings =
          EarningsReport.earnings(
              NODE,
              7,
              text.substring(0, performance),
              text.substring(performance, rewards),
              text.substring(rewards));
      earnings.ifPresent(
          found -> {
            assertThat(found.countedMib()).isNotNegative();
            assertThat(found.uptimeFactor()).isBetween(0, 10_000);
            assertThat(found.complianceFactor()).isBetween(0, 10_000);
          });
    } catch (LinkException refused) {
      assertThat(refused.code()).isEqualTo("ANSWER_MALFORMED");
    }
  }

  @FuzzTest
  void epochs(byte[] json) {
    PublicEpoch.Page answer;
    try {
      answer = Json.read(json, PublicEpoch.Page.class);
    } catch (JsonException refused) {
      return;
    }
    assertThat(EarningsReport.withRewards(answer)).allMatch(epoch -> epoch >= 0);
  }

  @FuzzTest
  void scrubbed(byte[] log) {
    String scrubbed = new Scrubber(Cidr.parse("10.77.0.0/16")).scrub(text(log));
    assertThat(scrubbed).doesNotContainPattern("[0-9a-fA-F]{64}");
    assertThat(scrubbed).doesNotContainPattern("(?<![0-9.])10\\.77\\.[1-9]\\.[1-9](?![0-9.])");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
