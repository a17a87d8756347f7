package com.qubetics.dvpn.chain.send;

import java.time.Duration;
import java.time.Instant;

/// Notices when a chain stops to make blocks, as one does for an upgrade. For one thread.
final class Standstill {
  /// Ten blocks of the slowest chain in use.
  private static final Duration LONG = Duration.ofMinutes(1);

  private long head = -1;
  private Instant since = Instant.EPOCH;

  /// @param number of the newest block
  /// @return whether it has been the newest for long
  boolean at(long number, Instant now) {
    if (number != head) {
      head = number;
      since = now;
    }
    return isLong(now);
  }

  /// Whether this block is the first after a long time.
  boolean endsAt(long number, Instant now) {
    return head >= 0 && number != head && isLong(now);
  }

  private boolean isLong(Instant now) {
    return since.plus(LONG).isBefore(now);
  }
}
