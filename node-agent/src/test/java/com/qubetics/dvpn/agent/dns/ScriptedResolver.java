package com.qubetics.dvpn.agent.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// A resolver on the loopback network that says what a test wants, by UDP and by TCP, and keeps
/// what it was asked.
final class ScriptedResolver implements AutoCloseable {
  final Queue<byte[]> asked = new ConcurrentLinkedQueue<>();
  final Queue<Integer> ports = new ConcurrentLinkedQueue<>();
  final Upstream upstream;
  private final DatagramSocket udp;
  private final ServerSocket tcp;

  /// What is sent by UDP, in this order, to the query.
  volatile Function<byte[], List<byte[]>> byUdp = query -> List.of(Message.answer(query, 0, 4));

  volatile Function<byte[], byte[]> byTcp = query -> Message.answer(query, 0, 20_000);

  ScriptedResolver(String address) throws IOException {
    this.upstream = Upstream.parse(address);
    InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral(address), 53);
    this.udp = new DatagramSocket(at);
    this.tcp = new ServerSocket();
    tcp.bind(at);
    Thread.ofPlatform().daemon().start(this::answerByUdp);
    Thread.ofPlatform().daemon().start(this::answerByTcp);
  }

  private void answerByUdp() {
    byte[] buffer = new byte[2000];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] query = Arrays.copyOf(buffer, packet.getLength());
        asked.add(query);
        ports.add(packet.getPort());
        for (byte[] answer : byUdp.apply(query)) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void answerByTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        asked.add(query);
        socket.getOutputStream().write(TcpQuestion.framed(byTcp.apply(query)));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
