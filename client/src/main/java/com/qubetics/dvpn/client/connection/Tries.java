package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.session.Attempt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tries of one connect, or of one move to another node however long it lasts, from its first
/// request on. One thread writes; [#list] may be read by any.
public final class Tries {
  /// A move goes on until it succeeds; of very many tries the newest are kept.
  private static final int MOST = 64;

  private final long start;
  // Guarded by this.
  private final Deque<Try> tries = new ArrayDeque<>();

  private Tries(long start) {
    this.start = start;
  }

  public static Tries begin() {
    return new Tries(System.nanoTime());
  }

  public synchronized List<Try> list() {
    return List.copyOf(tries);
  }

  /// From the first request to the moment `at`.
  double millisUntil(long at) {
    return millis(start, at);
  }

  void connected(NodeId node, long since) {
    add(new Try(node, millis(since, System.nanoTime()), null, null));
  }

  void failed(@Nullable NodeId node, long since, String code, @Nullable String detail) {
    add(new Try(node, millis(since, System.nanoTime()), code, detail));
  }

  void attempted(List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      add(new Try(attempt.node(), attempt.millis(), attempt.code(), null));
    }
  }

  private synchronized void add(Try done) {
    if (tries.size() == MOST) {
      tries.removeFirst();
    }
    tries.addLast(done);
  }

  static double millis(long from, long to) {
    return Math.round((to - from) / 1e4) / 100.0;
  }
}
