package com.qubetics.dvpn.protocol.value;

import java.time.Duration;
import java.time.Instant;

/// How far the clocks of two parties may differ before one refuses what the other signed or dated.
/// One figure for users, nodes and services: whoever asked for less than the rest would refuse what
/// they take.
public final class ClockTolerance {
  public static final long SECONDS = 120;
  public static final Duration DURATION = Duration.ofSeconds(SECONDS);

  private ClockTolerance() {}

  /// Whether two readings of one moment agree.
  public static boolean covers(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(DURATION) <= 0;
  }

  /// Whether a time that another clock gave can lie in the past.
  public static boolean isPast(Instant stated, Instant now) {
    return !stated.isAfter(now.plus(DURATION));
  }
}
