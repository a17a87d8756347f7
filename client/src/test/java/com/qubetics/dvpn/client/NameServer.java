package com.qubetics.dvpn.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A resolver on port 53 that knows one address, which every name has.
final class NameServer implements AutoCloseable {
  static final String ADDRESS = "203.0.113.77";

  private static final int HEADER = 12;
  private static final int LARGEST = 512;

  private final DatagramSocket socket;

  /// Listens in the network namespace of the thread that makes it.
  NameServer(String at) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(at), 53));
    Thread.ofPlatform().daemon().name("name-server").start(this::serve);
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /// RFC 1035, section 4: the question again, and to one for an address (type A) the address.
  private static byte[] answer(ByteBuffer question) {
    int end = HEADER;
    for (int length = question.get(end); length != 0; length = question.get(end)) {
      end += length + 1;
    }
    end++;
    boolean isAddress = question.getShort(end) == 1;
    ByteBuffer answer = ByteBuffer.allocate(LARGEST);
    answer.putShort(question.getShort(0)).putShort((short) 0x8180).putShort((short) 1);
    answer.putShort((short) (isAddress ? 1 : 0)).putInt(0);
    answer.put(question.array(), HEADER, end + 4 - HEADER);
    if (isAddress) {
      answer.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1).putInt(60);
      answer.putShort((short) 4).put(InetAddress.ofLiteral(ADDRESS).getAddress());
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  @Override
  public void close() {
    socket.close();
  }
}
