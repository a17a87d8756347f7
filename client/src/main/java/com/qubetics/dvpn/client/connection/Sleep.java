package com.qubetics.dvpn.client.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Sees that this machine slept: the clock on the wall went on while the one that counts stood
/// still. A clock that was set is taken for a sleep too, which costs an echo. One thread's.
final class Sleep {
  private static final Duration LEAST = Duration.ofSeconds(3);

  private final Clock clock;
  private Instant at;
  private long nanos;

  Sleep(Clock clock) {
    this.clock = clock;
    this.at = clock.instant();
    this.nanos = System.nanoTime();
  }

  /// Whether there was one since the last call.
  boolean isOver() {
    Instant now = clock.instant();
    long counted = System.nanoTime();
    Duration beyond = Duration.between(at, now).minusNanos(counted - nanos);
    at = now;
    nanos = counted;
    return beyond.compareTo(LEAST) > 0;
  }
}
