package com.qubetics.dvpn.protocol.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Arrays;

/// UDP packets from anybody: read or passed over, never anything else, and what was read is the
/// packet.
final class PacketFuzzTest {
  private static final Domain DOMAIN = new Domain(1, Address.of(new byte[Address.LENGTH]));

  @FuzzTest
  void challenge(byte[] packet) {
    ProbePacket.parseChallenge(packet)
        .ifPresent(
            challenge -> {
              challenge.digest(DOMAIN);
              byte[] written = ProbePacket.challenge(challenge);
              int unsigned = ProbePacket.LENGTH - 65;
              assertThat(Arrays.copyOf(written, unsigned))
                  .isEqualTo(Arrays.copyOf(packet, unsigned));
            });
  }

  @FuzzTest
  void answer(byte[] packet) {
    ProbePacket.parseAnswer(packet)
        .ifPresent(
            answer -> {
              answer.isBy(answer.message().node().address(), DOMAIN);
              assertThat(ProbePacket.answer(answer)).isEqualTo(packet);
            });
  }

  @FuzzTest
  void reachability(byte[] packet) {
    Bytes32 nonce = Bytes32.ZERO;
    assertThat(ReachabilityPacket.answer(packet, nonce).isPresent())
        .isEqualTo(Arrays.equals(packet, ReachabilityPacket.question(nonce)));
    ReachabilityPacket.isAnswer(packet, nonce);
  }
}
