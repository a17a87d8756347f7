package com.qubetics.dvpn.agent.usage;

import java.time.Duration;

/// How often the counters of a session want to be read; the busiest session sets the pace of all.
///
/// A session that sleeps is looked at as often as a busy one: its credit is small again, and what a
/// client of 400 Mbit/s moves between two looks must leave room for statement and ack. 100 ms are 5
/// of 8 MiB, 500 ms would be three times the credit.
public enum Pace {
  USUAL(100),
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
