package com.qubetics.dvpn.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.node.ProbeMac;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbeTest {
  private static final PrivateKey KEY = PrivateKey.random(new SecureRandom());
  private static final NodeId NODE = new NodeId(KEY.address());
  private static final Domain DOMAIN = new Domain(31337, KEY.address());
  private static final Bytes32 CHALLENGE = Bytes32.ZERO;
  private static final ProbeKey KEYS = ProbeKey.parse("0x" + "11".repeat(ProbeKey.LENGTH));
  private static final ProbeMac MAC = KEYS.mac(expected(NODE, 100));
  private static final InetAddress SOURCE = InetAddress.ofLiteral("203.0.113.9");
  private static final long NOW = System.nanoTime();

  private int port;
  private ProbeResponder responder;

  @BeforeEach
  void respond() throws IOException {
    try (DatagramSocket free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    Clock clock = Clock.fixed(Instant.ofEpochSecond(500), ZoneOffset.UTC);
    responder = new ProbeResponder(KEY, DOMAIN, new EpochSchedule(0, 25, 5), clock, port);
    responder.hold(keys(KEYS));
    responder.start();
  }

  @AfterEach
  void close() throws IOException {
    responder.close();
  }

  @Test
  void bringsASignedAnswerAndItsRoundTrip() {
    ProbeResult result =
        new Prober(DOMAIN).probe(new Assignment(100, NODE, here(), CHALLENGE, MAC));

    assertThat(result.answer()).isNotNull();
    assertThat(result.answer().isBy(KEY.address(), DOMAIN)).isTrue();
    assertThat(result.rttMicros()).isPositive();
  }

  @Test
  void saysThatNoPacketCouldLeave() {
    // Link-local, and of no link: there is no way there.
    ProbeResult result =
        new Prober(DOMAIN)
            .probe(new Assignment(100, NODE, Endpoint.parse("[fe80::1]:9"), CHALLENGE, MAC));

    assertThat(result.answer()).isNull();
    assertThat(result.made()).isFalse();
  }

  @Test
  void saysThatNoAnswerCame() throws IOException {
    responder.close();

    ProbeResult result =
        new Prober(DOMAIN).probe(new Assignment(100, NODE, here(), CHALLENGE, MAC));

    assertThat(result.answer()).isNull();
    assertThat(result.made()).isTrue();
  }

  @ParameterizedTest(name = "slot {0}: {1}")
  @CsvSource({"97, false", "98, true", "102, true", "103, false"})
  void answersForSlotsOfAboutNowOnly(long slot, boolean answered) {
    assertThat(answer(challenge(NODE, slot)).isPresent()).isEqualTo(answered);
  }

  @Test
  void signsForItselfOnly() {
    NodeId other = new NodeId(PrivateKey.random(new SecureRandom()).address());

    assertThat(answer(challenge(other, 100))).isEmpty();
    assertThat(answer(new byte[ProbePacket.LENGTH])).isEmpty();
    assertThat(answer(new byte[ProbePacket.LENGTH - 1])).isEmpty();
  }

  @Nested
  final class InAFlood {
    @Test
    void isNotKeptFromAProbeByPacketsWithWrongMacs() {
      byte[] junk = challenge(NODE, 100);
      for (int i = 0; i < 50_000; i++) {
        // Never zeros, nor what the key makes of it.
        ByteBuffer.wrap(junk).putInt(ProbePacket.MAC_AT, ~i).putInt(ProbePacket.MAC_AT + 4, i);
        assertThat(answer(junk)).isEmpty();
      }

      assertThat(answer(challenge(NODE, 100))).isPresent();
      assertThat(answer(ProbePacket.challenge(expected(NODE, 100)))).isPresent();
    }

    @Test
    void isNotKeptFromAProbeByPacketsWithoutMac() {
      assertThat(often(ProbePacket.challenge(expected(NODE, 100)), 1000)).isEqualTo(60);

      assertThat(answer(challenge(NODE, 100))).isPresent();
    }

    @Test
    void answersWhatIsProvedSoOftenForOneSourceWhateverOthersDo() {
      int given = 0;
      for (int i = 0; i < 200; i++) {
        given += answer(packet(expected(NODE, 100, i))).isPresent() ? 1 : 0;
      }

      assertThat(given).isEqualTo(60);
      InetAddress other = InetAddress.ofLiteral("2001:db8::9");
      assertThat(responder.answer(packet(expected(NODE, 100, 1)), other, NOW)).isPresent();
    }

    @Test
    void answersWhatComesAgainByTheSameSignatureAndNotForEver() {
      byte[] packet = challenge(NODE, 100);
      byte[] first = answer(packet).orElseThrow();
      packet[ProbePacket.LENGTH - 1] = 1; // Behind the MAC: still the same challenge.

      int given = 1;
      for (int i = 0; i < 1000; i++) {
        InetAddress source = InetAddress.ofLiteral("10.1." + i / 250 + "." + i % 250);
        Optional<byte[]> again = responder.answer(packet, source, NOW);
        given += again.isPresent() ? 1 : 0;
        again.ifPresent(same -> assertThat(same).isEqualTo(first));
      }
      assertThat(given).isEqualTo(SignedAnswers.OFTEN + 60);
    }
  }

  @Nested
  final class WithKeysThatChange {
    @Test
    void answersAProbeAsSoonAsTheFirstKeyIsThere() {
      responder.hold(List.of());
      // What nobody can check has a budget; a flood may use it up.
      often(challenge(NODE, 100), 1000);
      assertThat(answer(challenge(NODE, 100))).isEmpty();

      responder.hold(keys(KEYS));

      assertThat(answer(challenge(NODE, 100))).isPresent();
    }

    @Test
    void takesTheKeyOfTheSlotsEpoch() {
      ProbeKey next = ProbeKey.parse("0x" + "22".repeat(ProbeKey.LENGTH));
      responder.hold(List.of(new EpochProbeKey(20, KEYS), new EpochProbeKey(19, next)));

      assertThat(answer(challenge(NODE, 100))).isPresent();
      assertThat(answer(challenge(NODE, 99))).isEmpty();
      ProbeAnswer before = expected(NODE, 99);
      assertThat(answer(ProbePacket.challenge(before, next.mac(before)))).isPresent();
    }

    @Test
    void answersOlderProbersThatHaveNoMac() {
      ProbeResult result =
          new Prober(DOMAIN).probe(new Assignment(100, NODE, here(), CHALLENGE, null));

      assertThat(result.answer()).isNotNull();
    }
  }

  private int often(byte[] packet, int times) {
    int given = 0;
    for (int i = 0; i < times; i++) {
      given += answer(packet).isPresent() ? 1 : 0;
    }
    return given;
  }

  private Optional<byte[]> answer(byte[] packet) {
    return responder.answer(packet, SOURCE, NOW);
  }

  private static ProbeAnswer expected(NodeId node, long slot) {
    return new ProbeAnswer(node, slot, CHALLENGE);
  }

  private static ProbeAnswer expected(NodeId node, long slot, int number) {
    return new ProbeAnswer(node, slot, Bytes32.uint(number));
  }

  private static byte[] challenge(NodeId node, long slot) {
    return packet(expected(node, slot));
  }

  private static byte[] packet(ProbeAnswer expected) {
    return ProbePacket.challenge(expected, KEYS.mac(expected));
  }

  private static List<EpochProbeKey> keys(ProbeKey key) {
    return List.of(new EpochProbeKey(19, key), new EpochProbeKey(20, key));
  }

  private Endpoint here() {
    return Endpoint.parse("127.0.0.1:" + port);
  }
}
