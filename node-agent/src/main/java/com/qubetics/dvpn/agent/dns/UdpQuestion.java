package com.qubetics.dvpn.agent.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One question by UDP, from a socket of its own whose port the kernel drew: to the first resolver,
/// after a second without an answer to the next one as well, and so on. Whoever answers first under
/// its own number, from its own address and with the question in it, is believed. A refusal is kept
/// for the case that nobody does better.
final class UdpQuestion implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 1000;
  private static final int TRIES = 4;
  private static final long LAST_PATIENCE_MILLIS = 1500;

  private final Query query;
  private final Upstreams upstreams;
  private final Numbers numbers;
  private final DatagramSocket socket;
  private final List<Asked> asked = new ArrayList<>();
  private final byte[] buffer = new byte[Query.MOST_PAYLOAD + 1];
  private Optional<byte[]> refusal = Optional.empty();

  private record Asked(Upstream upstream, SocketAddress at, int number) {}

  UdpQuestion(Query query, Upstreams upstreams, Numbers numbers) throws IOException {
    this.query = query;
    this.upstreams = upstreams;
    this.numbers = numbers;
    this.socket = new DatagramSocket();
  }

  /// @return for the client; empty if nobody answered
  Optional<byte[]> ask() {
    List<Upstream> order = upstreams.inOrder();
    for (int attempt = 0; attempt < TRIES && !order.isEmpty(); attempt++) {
      boolean sent = send(order.get(attempt % order.size()));
      boolean last = attempt == TRIES - 1;
      Optional<byte[]> answer =
          sent ? await(last ? LAST_PATIENCE_MILLIS : PATIENCE_MILLIS) : Optional.empty();
      if (answer.isPresent()) {
        return answer;
      }
      if (refusal.isPresent() && attempt >= order.size() - 1) {
        break;
      }
    }
    asked.forEach(silent -> upstreams.silent(silent.upstream()));
    return refusal;
  }

  private boolean send(Upstream upstream) {
    int number = numbers.next();
    byte[] bytes = query.toUpstream(number);
    try {
      asked.add(new Asked(upstream, upstream.socket(), number));
      socket.send(new DatagramPacket(bytes, bytes.length, upstream.socket()));
      return true;
    } catch (IOException e) {
      // No way there: the next one.
      return false;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private Optional<byte[]> await(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = millis; left > 0; left = millisUntil(end)) {
        socket.setSoTimeout((int) left);
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] answer = Arrays.copyOf(buffer, packet.getLength());
        Optional<Asked> from = asker(packet.getSocketAddress(), answer);
        if (from.isPresent()) {
          return heard(from.get(), answer);
        }
      }
    } catch (IOException e) {
      // Nobody within this time, or an error of the network's, which is as good as silence.
    }
    return Optional.empty();
  }

  private static long millisUntil(long end) {
    return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
  }

  private Optional<Asked> asker(SocketAddress from, byte[] answer) {
    return asked.stream()
        .filter(one -> one.at().equals(from) && query.adopt(answer, one.number()))
        .findFirst();
  }

  private Optional<byte[]> heard(Asked from, byte[] answer) {
    upstreams.answered(from.upstream());
    if (Query.isRefusal(answer)) {
      asked.remove(from);
      refusal = Optional.of(answer);
      return Optional.empty();
    }
    // Those that had a second and let it pass.
    asked.stream()
        .limit(asked.size() - 1L)
        .map(Asked::upstream)
        .filter(other -> !other.equals(from.upstream()))
        .forEach(upstreams::silent);
    return Optional.of(answer.length > query.payload() ? query.truncated() : answer);
  }

  @Override
  public void close() {
    Arrays.fill(buffer, (byte) 0);
    socket.close();
  }
}
