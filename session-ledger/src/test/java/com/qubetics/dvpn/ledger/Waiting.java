package com.qubetics.dvpn.ledger;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/// Waiting for what happens on its own.
public final class Waiting {
  private static final Duration MOST = Duration.ofSeconds(60);

  private Waiting() {}

  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen in " + MOST);
      }
      pause(20);
    }
  }

  /// How long the fastest of five tries takes: a wake-up is faster than the net below it (a look
  /// every second) at least once, however busy the machine is.
  ///
  /// @param attempt gives the milliseconds that one try took
  static long fastestMillis(LongSupplier attempt) {
    return LongStream.generate(attempt).limit(5).min().orElseThrow();
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
