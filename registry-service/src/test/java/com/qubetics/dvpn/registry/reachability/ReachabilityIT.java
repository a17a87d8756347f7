package com.qubetics.dvpn.registry.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.RegistryStage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MvcResult;
import tools.jackson.databind.JsonNode;

class ReachabilityIT extends RegistryStage {
  private static final Bytes32 NONCE = Bytes32.parse("0x" + "7a".repeat(32));
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.3.1");

  private final NodeId node = new NodeId(PrivateKey.random(new SecureRandom()).address());

  @Test
  void tellsWhichPortsAreReachedFromOutside() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (DatagramSocket socket = listening(NONCE, asked)) {
      JsonNode answer = json(ask(socket.getLocalPort(), NONCE, HOST.getHostAddress()));

      assertThat(answer.get("address").asString()).isEqualTo("127.0.3.1");
      assertThat(answer.at("/ports/0/port").asInt()).isEqualTo(socket.getLocalPort());
      assertThat(answer.at("/ports/0/reached").asBoolean()).isTrue();
      assertThat(answer.at("/ports/1/port").asInt()).isEqualTo(socket.getLocalPort() + 1);
      assertThat(answer.at("/ports/1/reached").asBoolean()).isFalse();
      assertThat(asked.get()).isEqualTo(1);
    }
  }

  @Test
  void takesNoAnswerToAnotherLook() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (DatagramSocket socket = listening(Bytes32.ZERO, asked)) {
      JsonNode answer = json(ask(socket.getLocalPort(), NONCE, HOST.getHostAddress()));

      assertThat(answer.at("/ports/0/reached").asBoolean()).isFalse();
      assertThat(asked.get()).isEqualTo(3);
    }
  }

  @Test
  void refusesPrivilegedPortsAndRequestsWithoutAnAddress() throws Exception {
    assertThat(ask(1023, NONCE, "127.0.3.1").getResponse().getStatus()).isEqualTo(400);
    assertThat(ask(65535, NONCE, "127.0.3.1").getResponse().getStatus()).isEqualTo(400);
    assertThat(ask(51820, NONCE, null).getResponse().getStatus()).isEqualTo(401);
  }

  private MvcResult ask(int port, Bytes32 nonce, @org.jspecify.annotations.Nullable String from)
      throws Exception {
    return postFrom(
        from,
        node,
        "/api/v1/agent/reachability",
        "{\"port\":%s,\"nonce\":\"%s\"}".formatted(port, nonce));
  }

  /// A host that answers every packet as if it were a question with this nonce.
  private static DatagramSocket listening(Bytes32 nonce, AtomicInteger asked) throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(HOST, 0));
    Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[ReachabilityPacket.LENGTH + 1];
              while (!socket.isClosed()) {
                try {
                  DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                  socket.receive(packet);
                  asked.incrementAndGet();
                  assertThat(Hex.format(Arrays.copyOf(buffer, packet.getLength())))
                      .isEqualTo(Hex.format(ReachabilityPacket.question(NONCE)));
                  packet.setData(
                      ReachabilityPacket.answer(ReachabilityPacket.question(nonce), nonce)
                          .orElseThrow());
                  socket.send(packet);
                } catch (IOException e) {
                  // Closed.
                }
              }
            });
    return socket;
  }
}
