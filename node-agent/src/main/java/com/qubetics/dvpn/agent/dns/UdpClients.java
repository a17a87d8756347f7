package com.qubetics.dvpn.agent.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.Optional;

/// Clients that ask by UDP, each question answered on a thread of its own. What no place is free
/// for is dropped: whoever asks by UDP asks again.
final class UdpClients implements Runnable, AutoCloseable {
  private static final int MOST = 512;
  private static final int MOST_FOR_ONE = 64;
  private static final int RECEIVE_BYTES = 1 << 20;

  private final DatagramChannel channel;
  private final InFlight questions = new InFlight(MOST, MOST_FOR_ONE);
  private final Answering answering;

  UdpClients(InetSocketAddress at, Answering answering) throws IOException {
    this.answering = answering;
    this.channel = DatagramChannel.open(StandardProtocolFamily.INET);
    // The agent before this one, of a key that was rotated, may not be quite closed.
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
    channel.bind(at);
  }

  /// Runs until closed; with a client that floods it never waits, so the thread should be the
  /// platform's.
  @Override
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Query.MOST_BYTES + 1);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        if (channel.receive(buffer) instanceof InetSocketAddress client) {
          take(taken(buffer.flip()), client);
        }
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  /// Leaves nothing of it in the buffer.
  private static byte[] taken(ByteBuffer buffer) {
    byte[] message = new byte[buffer.remaining()];
    buffer.get(message);
    buffer.flip();
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
    return message;
  }

  private void take(byte[] message, InetSocketAddress client) {
    InetAddress address = client.getAddress();
    if (!answering.admits(address) || !questions.enter(address)) {
      return;
    }
    Thread.ofVirtual()
        .name("dns")
        .start(
            () -> {
              try {
                answer(message, client);
              } catch (IOException e) {
                // The client's way is gone.
              } finally {
                Arrays.fill(message, (byte) 0);
                questions.leave(address);
              }
            });
  }

  private void answer(byte[] message, InetSocketAddress client) throws IOException {
    Optional<byte[]> answer = answering.answer(message);
    if (answer.isPresent()) {
      channel.send(ByteBuffer.wrap(answer.get()), client);
      Arrays.fill(answer.get(), (byte) 0);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
