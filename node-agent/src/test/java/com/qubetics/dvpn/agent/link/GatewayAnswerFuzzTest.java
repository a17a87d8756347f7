package com.qubetics.dvpn.agent.link;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.agent.setup.AgentSettings;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.value.Endpoint;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/// What the gateway answers, what stands in files and what comes by UDP: read into types or refused
/// as malformed, never anything else.
final class GatewayAnswerFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void peers(byte[] json) {
    reads(json, PeersAnswer.class);
  }

  @FuzzTest(maxDuration = "20s")
  void heartbeat(byte[] json) {
    reads(json, HeartbeatAnswer.class);
  }

  @FuzzTest(maxDuration = "20s")
  void receipt(byte[] json) {
    reads(json, UsageReceipt.class);
  }

  @FuzzTest(maxDuration = "20s")
  void network(byte[] json) {
    reads(json, NetworkFacts.class);
  }

  @FuzzTest(maxDuration = "20s")
  void settings(byte[] json) {
    reads(json, AgentSettings.class);
  }

  @FuzzTest(maxDuration = "20s")
  void date(byte[] header) {
    GatewayLink.date(text(header));
  }

  @FuzzTest(maxDuration = "20s")
  void endpoint(byte[] text) {
    try {
      Endpoint endpoint = Endpoint.parse(text(text));
      if (!Endpoint.parse(endpoint.toString()).equals(endpoint)) {
        throw new AssertionError(endpoint + " does not read back");
      }
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  @FuzzTest(maxDuration = "20s")
  void probe(byte[] packet) {
    ProbePacket.parseChallenge(packet);
    ProbePacket.parseAnswer(packet);
  }

  private static void reads(byte[] json, Class<?> type) {
    try {
      Json.MAPPER.readValue(json, type);
    } catch (JacksonException refused) {
      // As it should be.
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
