package com.qubetics.dvpn.wireguard.initiator;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// A peer of a WireGuard on this host, over loopback: sends and receives whole IP packets, as a
/// client's interface does. A tunnel for a few seconds, one handshake long; WireGuard forgets it
/// three minutes later. One thread's.
public final class TunnelEnd implements AutoCloseable {
  private static final int LONGEST = 2048;

  /// Until the next initiation. WireGuard passes over one that comes within 20 ms of the last.
  private static final Duration AGAIN = Duration.ofMillis(400);

  private final DatagramSocket socket;
  private final TransportKeys keys;

  /// What became of a handshake.
  public sealed interface Greeting {
    /// @param end to be closed by the caller
    record Opened(TunnelEnd end) implements Greeting {}

    /// WireGuard asks for a cookie: it is flooded with handshakes, and answers others first.
    record Busy() implements Greeting {}

    record Silent() implements Greeting {}
  }

  private TunnelEnd(DatagramSocket socket, TransportKeys keys) {
    this.socket = socket;
    this.keys = keys;
  }

  /// Greets the WireGuard that listens on a port, as a peer that it knows; again and again until it
  /// answers.
  ///
  /// @param patience how long an answer may take
  /// @throws IOException if nothing listens there
  public static Greeting open(
      TunnelSecret own, TunnelKey node, int port, Duration patience, SecureRandom random)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    boolean opened = false;
    try {
      socket.connect(new InetSocketAddress(socket.getLocalAddress(), port));
      long deadline = System.nanoTime() + patience.toNanos();
      Greeting greeting = new Greeting.Silent();
      while (greeting instanceof Greeting.Silent && System.nanoTime() < deadline) {
        Initiation initiation = new Initiation(own, node, random);
        send(socket, initiation.message(Timestamps.next()));
        long next = System.nanoTime() + AGAIN.toNanos();
        greeting = answer(socket, initiation, Math.min(next, deadline));
      }
      opened = greeting instanceof Greeting.Opened;
      return greeting;
    } finally {
      if (!opened) {
        socket.close();
      }
    }
  }

  private static Greeting answer(DatagramSocket socket, Initiation initiation, long deadline)
      throws IOException {
    Optional<byte[]> message = receive(socket, deadline);
    while (message.isPresent()) {
      if (message.get().length > 0 && message.get()[0] == Initiation.COOKIE_REPLY) {
        return new Greeting.Busy();
      }
      Optional<TransportKeys> keys = initiation.accept(message.get());
      if (keys.isPresent()) {
        return new Greeting.Opened(new TunnelEnd(socket, keys.get()));
      }
      message = receive(socket, deadline);
    }
    return new Greeting.Silent();
  }

  /// @param packet IP, with its header
  public void send(byte[] packet) throws IOException {
    send(socket, keys.seal(packet));
  }

  /// The next packet out of the tunnel, maybe with zeros behind it; empty if none comes in time.
  public Optional<byte[]> receive(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<byte[]> message = receive(socket, deadline);
    while (message.isPresent()) {
      Optional<byte[]> packet = keys.open(message.get());
      if (packet.isPresent() && packet.get().length > 0) {
        return packet;
      }
      message = receive(socket, deadline);
    }
    return Optional.empty();
  }

  private static void send(DatagramSocket socket, byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length));
  }

  /// Empty after the deadline.
  private static Optional<byte[]> receive(DatagramSocket socket, long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      return Optional.empty();
    }
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    socket.setSoTimeout((int) left);
    try {
      socket.receive(packet);
      return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
