package com.qubetics.dvpn.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// One download through the tunnel of an [AgentHost], as fast as this machine can: the server hands
/// pages of a file to its socket and copies nothing.
final class Transfer implements AutoCloseable {
  private static final int PORT = 8081;
  private static final int FILE_BYTES = 16 << 20;
  private static final int BUFFER_BYTES = 1 << 20;

  private final ServerSocketChannel server;
  private final SocketChannel client;
  private final Path file;
  private volatile long bytes;
  private volatile long longestGapNanos;
  private volatile long lastNanos;

  Transfer(AgentHost host, Path folder) throws Exception {
    file = Files.write(folder.resolve("content"), new byte[FILE_BYTES]);
    server =
        host.namespaces.in(
            AgentHost.WORLD,
            () -> ServerSocketChannel.open().bind(new InetSocketAddress(AgentHost.INTERNET, PORT)));
    Thread.ofPlatform().daemon().name("transfer-server").start(this::send);
    client = host.namespaces.in(AgentHost.CLIENT, SocketChannel::open);
    client.setOption(StandardSocketOptions.SO_RCVBUF, 4 * BUFFER_BYTES);
    client.connect(new InetSocketAddress(AgentHost.INTERNET, PORT));
    lastNanos = System.nanoTime();
    Thread.ofPlatform().daemon().name("transfer-client").start(this::receive);
  }

  private void send() {
    try (SocketChannel socket = server.accept();
        FileChannel content = FileChannel.open(file)) {
      for (long at = 0; ; at = (at + content.transferTo(at, FILE_BYTES - at, socket)) % FILE_BYTES)
        ;
    } catch (IOException e) {
      // The client went away, or the test is over.
    }
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      for (int read = client.read(buffer); read >= 0; read = client.read(buffer.clear())) {
        long now = System.nanoTime();
        longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
        lastNanos = now;
        bytes += read;
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  long bytes() {
    return bytes;
  }

  /// How long nothing came, at most; what lasts at present counts.
  Duration longestGap() {
    return Duration.ofNanos(Math.max(longestGapNanos, System.nanoTime() - lastNanos));
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
