package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeldMarksTest {
  private static final TunnelAddress A = TunnelAddress.parse("10.77.0.2");
  private static final TunnelAddress B = TunnelAddress.parse("10.77.0.3");

  @Test
  void readsMapAndSetAlike() {
    Map<TunnelAddress, SessionMark> marks =
        Map.of(A, new SessionMark(0xdeadbeef), B, new SessionMark(17));

    assertThat(
            HeldMarks.parse(
                    """
                    table inet dvpn_wg0 {
                    	map session {
                    		typeof ip saddr : ct mark
                    		elements = { 0xa4d0002 : 0xdeadbeef, 0xa4d0003 : 0x00000011 }
                    	}
                    }
                    """)
                .marks())
        .isEqualTo(marks);
    assertThat(
            HeldMarks.parse(
                    """
                    table inet dvpn_wg0 {
                    	set opened {
                    		typeof ip saddr . ct mark
                    		elements = { 0xa4d0003 . 0x00000011,
                    			     0xa4d0002 . 0xdeadbeef }
                    	}
                    }
                    """)
                .marks())
        .isEqualTo(marks);
    assertThat(HeldMarks.parse("table inet t {\n\tmap session {\n\t}\n}\n").marks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elements = { 0xa4d0002 . 0x00000001, 0xa4d0002 . 0x00000002 }",
        "elements = { 0xa4d0002 . 0x00000000 }",
        "elements = { 0xa4d0002 }",
        "elements = { 0xa4d0002 : 0x00000001"
      })
  void refusesWhatItDidNotWrite(String listing) {
    assertThatThrownBy(() -> HeldMarks.parse(listing)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesASessionTheSameMarkInEachLifeOfTheAgentAndAnotherOneElsewhere() {
    PrivateKey node = PrivateKey.parse("0x" + "11".repeat(32));
    PrivateKey other = PrivateKey.parse("0x" + "22".repeat(32));
    SessionId session = SessionId.parse("0x" + "ab".repeat(32));
    SessionId next = SessionId.parse("0x" + "ac".repeat(32));

    assertThat(SessionMark.of(session, node)).isEqualTo(SessionMark.of(session, node));
    assertThat(SessionMark.of(next, node)).isNotEqualTo(SessionMark.of(session, node));
    assertThat(SessionMark.of(session, other)).isNotEqualTo(SessionMark.of(session, node));
  }
}
