package com.qubetics.dvpn.agent.usage;

/// How long the newest acks of one session took. Not thread-safe; times are milliseconds of the
/// agent's clock.
final class AckTimes {
  private static final int REMEMBERED = 8;

  private final long[] took = new long[REMEMBERED];
  private final long[] at = new long[REMEMBERED];
  private int count;

  void add(long millis, long now) {
    took[count % REMEMBERED] = millis;
    at[count % REMEMBERED] = now;
    count++;
  }

  /// The slowest of the last [#REMEMBERED] that came within the window; negative: none did.
  long slowest(long now) {
    long slowest = -1;
    for (int i = 0; i < Math.min(count, REMEMBERED); i++) {
      if (Math.abs(now - at[i]) <= AnswerTimes.WINDOW_MILLIS) {
        slowest = Math.max(slowest, took[i]);
      }
    }
    return slowest;
  }
}
