package com.qubetics.dvpn.agent.probe;

/// A token bucket: so many at once, so many per second in the long run. One thread's.
final class RateLimit {
  private final double perSecond;
  private final double most;
  private double tokens;
  private long lastNanos;

  RateLimit(double perSecond, double most, long nowNanos) {
    this.perSecond = perSecond;
    this.most = most;
    this.tokens = most;
    this.lastNanos = nowNanos;
  }

  boolean take(long nowNanos) {
    tokens = Math.min(most, tokens + (nowNanos - lastNanos) / 1e9 * perSecond);
    lastNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
