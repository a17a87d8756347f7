package com.qubetics.dvpn.protocol.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ProbeKeyTest {
  private static final ProbeKey KEY = ProbeKey.parse("0x000102030405060708090a0b0c0d0e0f");
  private static final NodeId NODE = NodeId.parse("0x" + "11".repeat(Address.LENGTH));
  private static final ProbeAnswer CHALLENGE =
      new ProbeAnswer(NODE, 258, Bytes32.parse("0x" + "22".repeat(Bytes32.LENGTH)));

  /// By the algorithm as published, written anew and held to its authors' first vector.
  private static final ProbeMac MAC = ProbeMac.parse("0x7ce872571a84097024e1007f045128ca");

  @Test
  void makesWhatTheReferenceMakes() {
    assertThat(KEY.mac(CHALLENGE)).isEqualTo(MAC);
  }

  @Test
  void knowsWhatItMade() {
    byte[] packet = ProbePacket.challenge(CHALLENGE, KEY.mac(CHALLENGE));

    assertThat(packet).hasSize(133);
    assertThat(KEY.made(packet)).isTrue();
    assertThat(ProbePacket.lacksMac(packet)).isFalse();
    assertThat(ProbePacket.parseChallenge(packet)).contains(CHALLENGE);
  }

  @Test
  void knowsEveryChangedBitBeforeTheMacAndInIt() {
    byte[] packet = ProbePacket.challenge(CHALLENGE, KEY.mac(CHALLENGE));

    for (int bit = 0; bit < 8 * (ProbePacket.MAC_AT + ProbeMac.LENGTH); bit++) {
      byte[] changed = packet.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(KEY.made(changed)).as("bit %s", bit).isFalse();
    }
  }

  @Test
  void doesNotKnowWhatAnotherKeyMade() {
    ProbeKey other = ProbeKey.of(new byte[ProbeKey.LENGTH]);

    assertThat(KEY.made(ProbePacket.challenge(CHALLENGE, other.mac(CHALLENGE)))).isFalse();
    assertThat(KEY.made(ProbePacket.challenge(CHALLENGE))).isFalse();
    assertThat(ProbePacket.lacksMac(ProbePacket.challenge(CHALLENGE))).isTrue();
  }

  @Test
  void showsItselfToNoLog() {
    assertThat(KEY.toString()).doesNotContain("0001").doesNotContain("0x");
    assertThatThrownBy(() -> ProbeKey.of(new byte[15])).hasMessageContaining("expected: 16");
  }

  @Test
  void namesItsKindByTheFirstEightBytes() {
    byte[] packet = ProbePacket.challenge(CHALLENGE);

    assertThat(new String(Arrays.copyOf(packet, 8), StandardCharsets.US_ASCII))
        .isEqualTo("dvpnprb1");
    assertThat(ByteBuffer.wrap(packet).getLong()).isEqualTo(ProbePacket.KIND);
  }
}
