package com.qubetics.dvpn.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Reachability;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What the gateway answers: read into types or refused as malformed, never anything else. What was
/// read can be used, and reads back equal.
final class GatewayAnswerFuzzTest {
  private static final Address SOMEBODY = Address.of(new byte[Address.LENGTH]);
  private static final Domain DOMAIN = new Domain(1, SOMEBODY);

  @FuzzTest
  void peers(byte[] json) {
    reads(
        json,
        PeersAnswer.class,
        answer -> {
          answer.at();
          for (PeersAnswer.Put put : answer.put()) {
            verify(put.grant());
            if (put.ack() != null) {
              verify(put.ack());
            }
          }
        });
  }

  @FuzzTest
  void heartbeat(byte[] json) {
    reads(
        json,
        HeartbeatAnswer.class,
        answer -> answer.assignments().forEach(probe -> probe.probeEndpoint().hash()));
  }

  @FuzzTest
  void receipts(byte[] json) {
    reads(
        json,
        UsageReceipt.Batch.class,
        answer ->
            answer
                .items()
                .forEach(
                    receipt -> {
                      assertThat(receipt.usageHash()).isNotNull();
                      if (receipt.ack() != null) {
                        verify(receipt.ack());
                      }
                    }));
  }

  @FuzzTest
  void network(byte[] json) {
    reads(
        json,
        NetworkFacts.class,
        facts -> {
          facts.domain().separator();
          if (facts.deposit() != null && facts.buffer() != null) {
            facts.stake();
          }
          facts.schedule();
        });
  }

  @FuzzTest
  void reachability(byte[] json) {
    reads(json, Reachability.class, seen -> seen.reaches(51820));
  }

  @FuzzTest
  void anything(byte[] json) {
    try {
      GatewayLink.read(json, Object.class).toString();
    } catch (LinkException refused) {
      assertThat(refused.code()).isEqualTo("ANSWER_MALFORMED");
    }
  }

  /// The code of a Problem goes into logs, status and terminals.
  @FuzzTest
  void problem(byte[] json) {
    LinkException problem = GatewayLink.problem(409, json);
    assertThat(problem.code()).matches("[A-Z0-9_]{1,64}");
    assertThat(problem.getMessage()).matches("[A-Za-z0-9_:, ]+");
    assertThat(problem.isFinal()).isTrue();
  }

  @FuzzTest
  void date(byte[] header) {
    GatewayLink.date(new String(header, StandardCharsets.UTF_8));
  }

  private static void verify(Signed<? extends TypedMessage> signed) {
    signed.isBy(SOMEBODY, DOMAIN);
  }

  private static <T> void reads(byte[] json, Class<T> type, Consumer<T> use) {
    T value;
    try {
      value = GatewayLink.read(json, type);
    } catch (LinkException refused) {
      assertThat(refused.code()).isEqualTo("ANSWER_MALFORMED");
      return;
    }
    use.accept(value);
    assertThat(Json.read(Json.bytes(value), type)).isEqualTo(value);
  }
}
