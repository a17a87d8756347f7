package com.qubetics.dvpn.wireguard.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeSocketIT {
  private static final int ROUTE = 0;
  private static final int LINKS = 1;

  @Test
  void hearsWhatTheKernelSaysOfAnInterface() throws Exception {
    try (Namespaces spaces = Namespaces.permitted("netlink")) {
      List<Boolean> heard =
          spaces.in(
              "netlink",
              () -> {
                try (NativeSocket socket =
                    NativeSocket.open(NativeSocket.NETLINK, NativeSocket.RAW, ROUTE)) {
                  socket.option(NativeSocket.SOCKET_LEVEL, NativeSocket.RECEIVE_BUFFER, 1 << 20);
                  socket.bind(address(LINKS));
                  boolean before = socket.receive(Duration.ofMillis(50)).isPresent();
                  Tool.run(
                      List.of("ip", "link", "add", "heard0", "type", "veth", "peer", "heard1"));
                  return List.of(before, socket.receive(Duration.ofSeconds(5)).isPresent());
                }
              });
      assertThat(heard).containsExactly(false, true);
    }
  }

  private static byte[] address(int groups) {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.nativeOrder())
        .putShort((short) NativeSocket.NETLINK)
        .putShort((short) 0)
        .putInt(0)
        .putInt(groups)
        .array();
  }
}
