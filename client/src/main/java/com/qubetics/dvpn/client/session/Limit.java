package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.session.AckBook.Allowed;
import com.qubetics.dvpn.protocol.value.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// How much of a node's word its user signs where this machine has no counters of the session: what
/// a node that lies can take at most.
///
/// With 16 GiB and 50 Mbit/s a node that states 10 GiB after a minute gets 50 × 125,000 × 60 bytes
/// = 375 MB signed, and after two minutes twice as much.
///
/// @param maxBytes rx and tx, the whole session
/// @param maxMbit megabits a second of rx and tx together, since the session was opened; 0: no
///   bound
public record Limit(ByteCount maxBytes, long maxMbit) {
  private static final long BYTES_PER_MEGABIT = 125_000;

  /// More than any line carries.
  private static final long MOST_MBIT = 1_000_000;

  public Limit {
    Objects.requireNonNull(maxBytes, "maxBytes");
    if (maxMbit < 0 || maxMbit > MOST_MBIT) {
      throw new IllegalArgumentException(
          "megabits: %s (expected: 0 to %s)".formatted(maxMbit, MOST_MBIT));
    }
  }

  /// What may be signed in all by `now`; a clock that went back allows nothing.
  public Allowed at(Instant openedAt, Instant now) {
    if (maxMbit == 0) {
      return new Allowed(maxBytes.bytes());
    }
    long millis = Math.max(0, Duration.between(openedAt, now).toMillis());
    // Of a day at most, so it fits: 86,400,000 ms × 125 GB/s.
    long byRate = Math.multiplyExact(millis, maxMbit * BYTES_PER_MEGABIT / 1000);
    return new Allowed(Math.min(maxBytes.bytes(), byRate));
  }
}
