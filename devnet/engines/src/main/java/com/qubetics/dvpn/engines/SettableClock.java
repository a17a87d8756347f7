package com.qubetics.dvpn.engines;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that a test moves; for any thread.
public final class SettableClock extends Clock {
  private final Clock base;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  private SettableClock(Clock base) {
    this.base = base;
  }

  /// Stands still in between.
  public static SettableClock at(Instant start) {
    return new SettableClock(Clock.fixed(start, ZoneOffset.UTC));
  }

  /// Goes on with real time in between.
  public static SettableClock running() {
    return new SettableClock(Clock.systemUTC());
  }

  public void set(Instant now) {
    ahead.set(Duration.between(base.instant(), now));
  }

  public void advance(Duration by) {
    ahead.updateAndGet(by::plus);
  }

  @Override
  public Instant instant() {
    return base.instant().plus(ahead.get());
  }

  @Override
  public ZoneId getZone() {
    return base.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
