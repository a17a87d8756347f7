package com.qubetics.dvpn.registry.reachability;

import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/// Asks one UDP port and waits for its answer: three packets of 40 bytes at most.
final class PortLook {
  private static final int TRIES = 3;
  private static final Duration WAIT = Duration.ofMillis(700);

  private PortLook() {}

  /// Takes two seconds at most.
  ///
  /// @return whether an answer with the nonce came back
  static boolean reaches(InetAddress address, int port, Bytes32 nonce) {
    byte[] question = ReachabilityPacket.question(nonce);
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(address, port));
      for (int attempt = 0; attempt < TRIES; attempt++) {
        if (asks(socket, question, nonce)) {
          return true;
        }
      }
    } catch (IOException e) {
      // No way to that address.
    }
    return false;
  }

  private static boolean asks(DatagramSocket socket, byte[] question, Bytes32 nonce)
      throws IOException {
    long end = System.nanoTime() + WAIT.toNanos();
    byte[] buffer = new byte[ReachabilityPacket.LENGTH + 1];
    try {
      socket.send(new DatagramPacket(question, question.length));
      for (long millis = WAIT.toMillis();
          millis > 0;
          millis = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
        socket.setSoTimeout((int) millis);
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (ReachabilityPacket.isAnswer(Arrays.copyOf(buffer, packet.getLength()), nonce)) {
          return true;
        }
      }
    } catch (SocketTimeoutException | PortUnreachableException e) {
      // Nothing came back, or nothing listens there.
    }
    return false;
  }
}
