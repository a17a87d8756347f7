package com.qubetics.dvpn.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.path.Opening.Answer;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpeningTest {
  private static final TunnelAddress PEER = TunnelAddress.parse("10.77.255.254");
  private static final Echo ECHO = new Echo(TunnelAddress.parse("192.0.2.80"), 443);
  private static final Opening OPENING = new Opening(PEER, 20_000, ECHO, 7);

  @ParameterizedTest(name = "flags {0}, acknowledging {1}")
  @CsvSource({"18, 8, true", "20, 8, false"})
  void knowsTheEchosAnswers(int flags, int acknowledged, boolean taken) {
    assertThat(OPENING.read(answer(ECHO.address(), flags, acknowledged)))
        .contains(new Answer.Came(taken));
  }

  @ParameterizedTest(name = "flags {0}, acknowledging {1}")
  @CsvSource({"18, 9", "16, 8", "2, 8", "4, 0"})
  void takesNothingElseForOne(int flags, int acknowledged) {
    assertThat(OPENING.read(answer(ECHO.address(), flags, acknowledged))).isEmpty();
  }

  @Test
  void takesNoAnswerFromSomebodyElse() {
    assertThat(OPENING.read(answer(TunnelAddress.parse("192.0.2.81"), 18, 8))).isEmpty();
    assertThat(OPENING.read(OPENING.packet())).isEmpty();
    assertThat(OPENING.read(new byte[0])).isEmpty();
  }

  @Test
  void knowsWhoRefusesIt() {
    byte[] packet = new byte[20 + 8 + 28];
    ByteBuffer icmp = ByteBuffer.wrap(packet).put(0, (byte) 0x45).put(9, (byte) 1);
    icmp.putInt(12, TunnelAddress.parse("10.77.0.1").bits()).putInt(16, PEER.bits());
    icmp.put(20, (byte) 3).put(21, (byte) 13).put(28, Arrays.copyOf(OPENING.packet(), 28));

    assertThat(OPENING.read(packet))
        .contains(new Answer.Refused(TunnelAddress.parse("10.77.0.1"), 13));
  }

  private static byte[] answer(TunnelAddress from, int flags, int acknowledged) {
    ByteBuffer packet = ByteBuffer.allocate(48).put(0, (byte) 0x45).put(9, (byte) 6);
    packet.putInt(12, from.bits()).putInt(16, PEER.bits());
    packet.putShort(20, (short) 443).putShort(22, (short) 20_000);
    return packet.putInt(28, acknowledged).put(33, (byte) flags).array();
  }
}
