package com.qubetics.dvpn.protocol.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import org.junit.jupiter.api.Test;

class CountersTest {
  private static final ByteCount MOST = new ByteCount(Long.MAX_VALUE);
  private static final ByteCount ONE = new ByteCount(1);

  @Test
  void refusesASumThatDoesNotFit() {
    SessionId session = new SessionId(Bytes32.ZERO);
    NodeId node = NodeId.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
    BootId boot = BootId.parse("0x" + "00".repeat(16));

    assertThatThrownBy(() -> new Usage(session, node, boot, 1, MOST, ONE, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Ack(Bytes32.ZERO, ONE, MOST))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
