package com.qubetics.dvpn.stage.network;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// When a program that ended is started again: after 1 s, 2 s, 4 s, 8 s, 16 s, and not after its
/// sixth end within ten minutes. Used by one thread.
final class Restarts {
  static final int MOST = 5;
  static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Duration FIRST = Duration.ofSeconds(1);

  private final Deque<Instant> ends = new ArrayDeque<>();

  /// @return how long to wait before the next start; empty: it stays down
  Optional<Duration> after(Instant end) {
    while (!ends.isEmpty() && !ends.getFirst().isAfter(end.minus(WINDOW))) {
      ends.removeFirst();
    }
    ends.addLast(end);
    if (ends.size() > MOST) {
      return Optional.empty();
    }
    return Optional.of(FIRST.multipliedBy(1L << (ends.size() - 1)));
  }
}
