package com.qubetics.dvpn.agent.usage;

import java.time.Duration;
import java.time.Instant;

/// Bounds what reading the counters costs. WireGuard lists all of its peers or none, in a time that
/// grows with their number; a listing that takes long is followed by a rest of four times as long,
/// so that readings use a fifth of one processor at most.
///
/// Worked number: 60,000 peers that take 150 ms to list are read every 750 ms, 1,000 peers at any
/// pace. A session of 400 Mbit/s moves 37 MB in 750 ms: by so much the first session of a node that
/// full may overdraw its credit. Not thread-safe.
public final class ReadingBudget {
  /// A listing that takes less is never put off: at the fastest pace it uses a tenth of the time.
  private static final Duration CHEAP = Duration.ofMillis(5);

  private static final int REST = 4;
  private static final Duration MOST_REST = Duration.ofSeconds(2);

  private Instant restUntil = Instant.EPOCH;

  /// How long readings should rest from `now` on.
  public Duration rest(Instant now) {
    Duration left = Duration.between(now, restUntil);
    // A clock that was set back must not stop the readings.
    return left.isNegative() || left.compareTo(MOST_REST) > 0 ? Duration.ZERO : left;
  }

  /// A reading was made.
  public void spent(Instant from, Instant to) {
    Duration cost = Duration.between(from, to);
    Duration rest = cost.multipliedBy(REST);
    restUntil =
        cost.compareTo(CHEAP) < 0
            ? Instant.EPOCH
            : to.plus(rest.compareTo(MOST_REST) < 0 ? rest : MOST_REST);
  }
}
