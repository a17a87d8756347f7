package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Answers the registry's look on the WireGuard port and the next while it lasts: packets with this
/// look's nonce only.
final class ReachabilityEcho implements AutoCloseable {
  private static final Duration LONGEST_END = Duration.ofSeconds(2);

  private final List<DatagramSocket> sockets = new ArrayList<>();
  private final List<Thread> answering = new ArrayList<>();

  /// @throws SocketException if one of the ports is taken
  static ReachabilityEcho open(int port, Bytes32 nonce) throws SocketException {
    ReachabilityEcho echo = new ReachabilityEcho();
    try {
      echo.listen(port, nonce);
      echo.listen(port + 1, nonce);
      return echo;
    } catch (SocketException e) {
      echo.close();
      throw e;
    }
  }

  private void listen(int port, Bytes32 nonce) throws SocketException {
    DatagramSocket socket = new DatagramSocket(null);
    sockets.add(socket);
    socket.bind(new InetSocketAddress(port));
    answering.add(Thread.ofVirtual().name("reachability-echo").start(() -> answer(socket, nonce)));
  }

  private static void answer(DatagramSocket socket, Bytes32 nonce) {
    byte[] buffer = new byte[ReachabilityPacket.LENGTH + 1];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Optional<byte[]> answer =
            ReachabilityPacket.answer(Arrays.copyOf(buffer, packet.getLength()), nonce);
        if (answer.isPresent()) {
          packet.setData(answer.get());
          socket.send(packet);
        }
      } catch (IOException e) {
        // Closed, or an answer that could not leave; the question comes three times.
      }
    }
  }

  /// The ports are free only when nobody waits on their sockets any more.
  @Override
  public void close() {
    sockets.forEach(DatagramSocket::close);
    try {
      for (Thread thread : answering) {
        thread.join(LONGEST_END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
