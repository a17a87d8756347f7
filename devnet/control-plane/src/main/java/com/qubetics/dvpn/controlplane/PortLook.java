package com.qubetics.dvpn.controlplane;

import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.wire.agent.Reachability;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;

/// Looks at a host from outside, as the registry does it: asks the two ports of the address that
/// the request came from, in the network namespace of the thread that made it.
final class PortLook implements AutoCloseable {
  private static final int TRIES = 3;
  private static final int WAIT_MILLIS = 700;

  private final DatagramSocket socket;

  PortLook() throws IOException {
    socket = new DatagramSocket();
    socket.setSoTimeout(WAIT_MILLIS);
  }

  synchronized Reachability at(Request request) throws IOException {
    InetAddress host = request.from();
    Reachability.Request asked = request.read(Reachability.Request.class);
    return new Reachability(
        host.getHostAddress(),
        List.of(
            look(host, asked.port(), asked.nonce()), look(host, asked.port() + 1, asked.nonce())));
  }

  private Reachability.Port look(InetAddress host, int port, Bytes32 nonce) throws IOException {
    byte[] question = ReachabilityPacket.question(nonce);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      socket.send(new DatagramPacket(question, question.length, new InetSocketAddress(host, port)));
      if (answers(port, nonce)) {
        return new Reachability.Port(port, true);
      }
    }
    return new Reachability.Port(port, false);
  }

  /// Whether the answer comes before silence does; a late one of another port is passed over.
  private boolean answers(int port, Bytes32 nonce) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    try {
      while (true) {
        socket.receive(packet);
        byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
        if (packet.getPort() == port && ReachabilityPacket.isAnswer(answer, nonce)) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
