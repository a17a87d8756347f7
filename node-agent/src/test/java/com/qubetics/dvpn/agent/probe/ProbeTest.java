package com.qubetics.dvpn.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbeTest {
  private static final PrivateKey KEY = PrivateKey.random(new SecureRandom());
  private static final NodeId NODE = new NodeId(KEY.address());
  private static final Domain DOMAIN = new Domain(31337, KEY.address());
  private static final Bytes32 CHALLENGE = Bytes32.ZERO;

  private int port;
  private ProbeResponder responder;

  @BeforeEach
  void respond() throws SocketException {
    try (DatagramSocket free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    Clock clock = Clock.fixed(Instant.ofEpochSecond(500), ZoneOffset.UTC);
    responder = new ProbeResponder(KEY, DOMAIN, new EpochSchedule(0, 60, 5), clock, port);
    Thread.ofVirtual().start(responder);
  }

  @AfterEach
  void close() {
    responder.close();
  }

  @Test
  void bringsASignedAnswerAndItsRoundTrip() {
    ProbeResult result =
        new Prober(DOMAIN)
            .probe(new Assignment(100, NODE, Endpoint.parse("127.0.0.1:" + port), CHALLENGE));

    assertThat(result.answer()).isNotNull();
    assertThat(result.answer().isBy(KEY.address(), DOMAIN)).isTrue();
    assertThat(result.rttMicros()).isPositive();
  }

  @Test
  void saysThatNoPacketCouldLeave() {
    // Link-local, and of no link: there is no way there.
    ProbeResult result =
        new Prober(DOMAIN)
            .probe(new Assignment(100, NODE, Endpoint.parse("[fe80::1]:9"), CHALLENGE));

    assertThat(result.answer()).isNull();
    assertThat(result.made()).isFalse();
  }

  @Test
  void saysThatNoAnswerCame() {
    responder.close();

    ProbeResult result =
        new Prober(DOMAIN)
            .probe(new Assignment(100, NODE, Endpoint.parse("127.0.0.1:" + port), CHALLENGE));

    assertThat(result.answer()).isNull();
    assertThat(result.made()).isTrue();
  }

  @ParameterizedTest(name = "slot {0}: {1}")
  @CsvSource({"97, false", "98, true", "102, true", "103, false"})
  void answersForSlotsOfAboutNowOnly(long slot, boolean answered) {
    byte[] packet = ProbePacket.challenge(new ProbeAnswer(NODE, slot, CHALLENGE));

    assertThat(responder.answer(packet).isPresent()).isEqualTo(answered);
  }

  @Test
  void signsForItselfOnly() {
    NodeId other = new NodeId(PrivateKey.random(new SecureRandom()).address());

    assertThat(responder.answer(ProbePacket.challenge(new ProbeAnswer(other, 100, CHALLENGE))))
        .isEmpty();
    assertThat(responder.answer(new byte[ProbePacket.LENGTH])).isEmpty();
  }
}
