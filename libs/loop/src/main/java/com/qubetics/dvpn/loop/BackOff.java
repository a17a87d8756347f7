package com.qubetics.dvpn.loop;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: doubling from the first wait to the longest, each drawn
/// between half and all of it, so that a thousand callers do not come back at once. One thread's.
///
/// With 200 ms and 2 s: 100 to 200 ms, 200 to 400, 400 to 800, 800 to 1,600, then 1 to 2 s.
public final class BackOff {
  private final long firstNanos;
  private final long longestNanos;
  private final RandomGenerator random;
  private long nextNanos;

  public BackOff(Duration first, Duration longest, RandomGenerator random) {
    if (!first.isPositive() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "first wait: %s (expected: above zero, at most %s)".formatted(first, longest));
    }
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.random = random;
    this.nextNanos = firstNanos;
  }

  /// The wait after one more failure.
  public Duration next() {
    long most = nextNanos;
    nextNanos = Math.min(2 * nextNanos, longestNanos);
    return Duration.ofNanos(most / 2 + random.nextLong(most / 2 + 1));
  }

  /// Begins again at the first wait: something succeeded.
  public void reset() {
    nextNanos = firstNanos;
  }
}
