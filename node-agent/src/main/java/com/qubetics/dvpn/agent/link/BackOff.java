package com.qubetics.dvpn.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: doubling from a quarter of a second to a limit, each wait
/// drawn between half and all of it, so that a thousand agents do not come back at once. One
/// thread's.
public final class BackOff {
  private static final long FIRST_MILLIS = 250;

  private final RandomGenerator random;
  private final long mostMillis;
  private int failures;

  public BackOff(RandomGenerator random, Duration most) {
    this.random = random;
    this.mostMillis = most.toMillis();
  }

  /// @return whether this is the first failure after a success: the one worth a line in the log
  public boolean failed() {
    return failures++ == 0;
  }

  /// @return whether this is the first success after a failure
  public boolean succeeded() {
    boolean recovered = failures > 0;
    failures = 0;
    return recovered;
  }

  public Duration next() {
    int doublings = Math.min(Math.max(failures - 1, 0), 20);
    long wait = Math.min(FIRST_MILLIS << doublings, mostMillis);
    return Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1));
  }
}
