package com.qubetics.dvpn.engines;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// A bounded wait for something outside of this JVM. The limit is the time that an idle machine may
/// take; on a busy or slow one it stretches with the measured [Slowness], so that waits end as soon
/// as the thing is there and fail only where it hangs. One thread.
public final class Deadline {
  /// No measuring before this: most waits are short.
  private static final long UNMEASURED_NANOS = 2_000_000_000L;

  private final Duration limit;
  private final LongSupplier nanoTime;
  private final DoubleSupplier slowness;
  private final long startNanos;
  private long countedTo;
  private double idleNanos;

  Deadline(Duration limit, LongSupplier nanoTime, DoubleSupplier slowness) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.slowness = slowness;
    this.startNanos = nanoTime.getAsLong();
    this.countedTo = startNanos;
  }

  /// @param limit what an idle machine may take
  public static Deadline in(Duration limit) {
    return new Deadline(limit, System::nanoTime, Slowness::factor);
  }

  /// Whether as much was waited as an idle machine's limit is worth here. To be asked again and
  /// again: the time since the last question counts at the speed of this moment.
  public boolean passed() {
    long now = nanoTime.getAsLong();
    double factor = now - startNanos < UNMEASURED_NANOS ? 1 : slowness.getAsDouble();
    idleNanos += (now - countedTo) / factor;
    countedTo = now;
    return idleNanos >= limit.toNanos();
  }

  /// Asks until the answer is yes or the time is over; false in the latter case.
  public boolean await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (passed()) {
        return false;
      }
      pause(Duration.ofMillis(20));
    }
    return true;
  }

  /// Waits for the end of a process; false if it still runs when the time is over.
  public boolean awaitEnd(Process process) throws InterruptedException {
    while (!process.waitFor(Duration.ofSeconds(1))) {
      if (passed()) {
        return false;
      }
    }
    return true;
  }

  /// What was waited by the clock on the wall.
  public Duration waited() {
    return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
  }

  /// `12 s`, or `48 s, worth 12 s on an idle machine`.
  @Override
  public String toString() {
    long wall = waited().toSeconds();
    long idle = Math.round(idleNanos / 1e9);
    return wall <= idle + 1
        ? wall + " s"
        : "%s s, worth %s s on an idle machine".formatted(wall, idle);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while waiting", e);
    }
  }
}
