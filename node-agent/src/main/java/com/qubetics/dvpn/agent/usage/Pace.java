package com.qubetics.dvpn.agent.usage;

import java.time.Duration;

/// How often the counters of a session want to be read; the busiest session sets the pace of all.
public enum Pace {
  /// No byte for ten seconds.
  LAZY(500),
  BUSY(100),
  /// It moves bytes on a small credit, which a fast client uses up in a fraction of a second.
  RISING(50);

  private final Duration period;

  Pace(long millis) {
    this.period = Duration.ofMillis(millis);
  }

  public Duration period() {
    return period;
  }

  public Pace or(Pace other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
