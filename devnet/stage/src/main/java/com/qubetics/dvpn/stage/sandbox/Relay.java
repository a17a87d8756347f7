package com.qubetics.dvpn.stage.sandbox;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The way from the machine's loopback to the gateway: a Unix socket in the devnet's folder, since
/// files are what both sides of the sandbox see. One half listens outside and connects to the
/// socket, the other listens on the socket and connects to the gateway.
public final class Relay implements AutoCloseable {

  private final ServerSocketChannel server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Relay(ServerSocketChannel server) {
    this.server = server;
  }

  /// The half inside.
  public static Relay inside(Path socket, InetSocketAddress gateway) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    Relay relay = new Relay(server);
    relay.threads.submit(() -> relay.accept(gateway));
    return relay;
  }

  /// The half outside; runs until the sandbox is gone.
  public static void outside(int port, Path socket, Sandbox sandbox) {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback);
        Relay relay = new Relay(server)) {
      relay.threads.submit(() -> relay.accept(UnixDomainSocketAddress.of(socket)));
      while (sandbox.isAlive()) {
        Thread.sleep(500);
      }
    } catch (IOException e) {
      throw new StageException("127.0.0.1:" + port + " can't be had: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private void accept(SocketAddress target) {
    while (server.isOpen()) {
      try {
        SocketChannel from = server.accept();
        threads.submit(() -> join(from, target));
      } catch (IOException e) {
        return; // Closed; a relay that can't accept has nothing else to do.
      }
    }
  }

  private void join(SocketChannel from, SocketAddress target) {
    try (from;
        SocketChannel to = open(target)) {
      Thread back = Thread.ofVirtual().start(() -> pump(to, from));
      pump(from, to);
      back.join();
    } catch (IOException e) {
      // The caller sees its connection closed, as with any server that is away.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SocketChannel open(SocketAddress target) throws IOException {
    return SocketChannel.open(target);
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }
}
