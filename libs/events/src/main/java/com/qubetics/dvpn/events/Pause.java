package com.qubetics.dvpn.events;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A bounded wait that another thread can cut short; being cut short before it begins counts.
final class Pause {
  private final Semaphore ended = new Semaphore(0);

  void end() {
    if (ended.availablePermits() == 0) {
      ended.release();
    }
  }

  /// Returns after `limit`, or earlier when ended or when the thread is interrupted.
  void await(Duration limit) {
    try {
      if (ended.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        ended.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
