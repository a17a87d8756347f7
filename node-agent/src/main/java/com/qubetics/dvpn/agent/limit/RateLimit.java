package com.qubetics.dvpn.agent.limit;

/// A token bucket: so many at once, so many per second in the long run. One thread's, or its
/// owner's under a lock.
public final class RateLimit {
  private final double perSecond;
  private final double most;
  private double tokens;
  private long lastNanos;

  public RateLimit(double perSecond, double most, long nowNanos) {
    this.perSecond = perSecond;
    this.most = most;
    this.tokens = most;
    this.lastNanos = nowNanos;
  }

  public boolean take(long nowNanos) {
    // Threads may come in another order than they looked at the time.
    long since = Math.max(0, nowNanos - lastNanos);
    tokens = Math.min(most, tokens + since / 1e9 * perSecond);
    lastNanos += since;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
