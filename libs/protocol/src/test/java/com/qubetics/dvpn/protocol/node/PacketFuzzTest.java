package com.qubetics.dvpn.protocol.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Arrays;

/// UDP packets from anybody: read or passed over, never anything else, and what was read is the
/// packet.
final class PacketFuzzTest {
  private static final ProbeKey KEY = ProbeKey.of(new byte[ProbeKey.LENGTH]);
  private static final Domain DOMAIN = new Domain(1, Address.of(new byte[Address.LENGTH]));

  @FuzzTest
  void challenge(byte[] packet) {
    ProbePacket.parseChallenge(packet)
        .ifPresent(
            challenge -> {
              challenge.digest(DOMAIN);
              byte[] written = ProbePacket.challenge(challenge);
              assertThat(Arrays.copyOf(written, ProbePacket.MAC_AT))
                  .isEqualTo(Arrays.copyOf(packet, ProbePacket.MAC_AT));
              assertThat(KEY.made(packet)).isEqualTo(KEY.made(signed(packet, challenge)));
            });
  }

  /// The same challenge with the MAC that the packet has.
  private static byte[] signed(byte[] packet, ProbeAnswer challenge) {
    byte[] mac =
        Arrays.copyOfRange(packet, ProbePacket.MAC_AT, ProbePacket.MAC_AT + ProbeMac.LENGTH);
    return ProbePacket.challenge(challenge, ProbeMac.of(mac));
  }

  @FuzzTest
  void words(@NotNull String text) {
    try {
      assertThat(ProbeMac.parse(text).toString()).isEqualToIgnoringCase(text);
      assertThat(ProbeKey.parse(text).toHex()).isEqualToIgnoringCase(text);
    } catch (IllegalArgumentException e) {
      // It is neither.
    }
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
