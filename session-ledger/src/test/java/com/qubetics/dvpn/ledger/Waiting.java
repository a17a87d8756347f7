package com.qubetics.dvpn.ledger;

import java.time.Duration;
import java.util.function.BooleanSupplier;

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

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
