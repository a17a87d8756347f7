package com.qubetics.dvpn.wireguard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;

/// One connection to a wireguard-go process: a request, its answer, the next request. After a
/// failure it is of no use. Answers name the clients' endpoints: what they arrived in is wiped
/// after each (I11). Not thread-safe.
final class UapiConnection implements AutoCloseable {
  private static final long LIMIT_MILLIS = 5_000;
  private static final int BUFFER = 1 << 16;

  /// The other end closed the connection before it answered.
  static final class Closed extends IOException {
    private static final long serialVersionUID = 1;

    Closed(IOException cause) {
      super("closed before its end", cause);
    }
  }

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey ready;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER);

  /// Read into `in` directly, the JDK would keep a copy in native memory that nobody can wipe.
  private final ByteBuffer arrived = ByteBuffer.allocateDirect(BUFFER);

  UapiConnection(Path path) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      selector = Selector.open();
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.configureBlocking(false);
      ready = channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// @throws IllegalArgumentException if what came is no answer
  UapiAnswer exchange(byte[] request) throws IOException {
    long deadline = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
    send(ByteBuffer.wrap(request), deadline);
    UapiAnswer answer = new UapiAnswer();
    try {
      do {
        if (!in.hasRemaining()) {
          throw new IOException("a line without end");
        }
        receive(deadline);
      } while (!taken(answer));
    } finally {
      wipe();
    }
    return answer;
  }

  private void send(ByteBuffer out, long deadline) throws IOException {
    try {
      channel.write(out);
      if (out.hasRemaining()) {
        ready.interestOps(SelectionKey.OP_WRITE);
        while (out.hasRemaining()) {
          await(deadline);
          channel.write(out);
        }
        ready.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      throw new Closed(e);
    }
  }

  private void receive(long deadline) throws IOException {
    await(deadline);
    arrived.clear().limit(in.remaining());
    if (channel.read(arrived) < 0) {
      throw new Closed(new IOException("end of stream"));
    }
    in.put(arrived.flip());
  }

  private boolean taken(UapiAnswer answer) {
    boolean complete = answer.take(in.flip());
    in.compact();
    return complete;
  }

  private void wipe() {
    Arrays.fill(in.array(), (byte) 0);
    arrived.clear().put(in.clear());
    in.clear();
  }

  private void await(long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0 || selector.select(left) == 0) {
      throw new IOException("no answer in time");
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void close() {
    try (channel;
        selector) {
      wipe();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
