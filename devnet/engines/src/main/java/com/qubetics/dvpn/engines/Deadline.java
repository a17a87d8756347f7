package com.qubetics.dvpn.engines;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A bounded wait for something outside of this JVM. Starts on a loaded machine take many times
/// what they take on an idle one, so limits are generous and waits end as soon as the thing is
/// there.
final class Deadline {

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - endNanos >= 0;
  }

  /// Asks until the answer is yes or the time is over; false in the latter case.
  boolean await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (passed()) {
        return false;
      }
      pause(Duration.ofMillis(20));
    }
    return true;
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while waiting for an engine", e);
    }
  }
}
