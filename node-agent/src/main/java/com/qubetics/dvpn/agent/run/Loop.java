package com.qubetics.dvpn.agent.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// A virtual thread that repeats one step until the agent stops. A bug in a step is counted, logged
/// when it first shows, and the loop goes on: one broken duty must not take the others with it.
final class Loop {
  private static final Logger LOG = System.getLogger("dvpn-node");
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /// @return how long to wait before the next step
  interface Step {
    Duration run() throws InterruptedException;
  }

  private final String name;
  private final Step step;
  private final CountDownLatch stopping;
  private final LongAdder failures;

  Loop(String name, Step step, CountDownLatch stopping, LongAdder failures) {
    this.name = name;
    this.step = step;
    this.stopping = stopping;
    this.failures = failures;
  }

  Thread start() {
    return Thread.ofVirtual().name(name).start(this::repeat);
  }

  private void repeat() {
    boolean failing = false;
    try {
      Duration wait = Duration.ZERO;
      while (!stopping.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          wait = step.run();
          failing = false;
        } catch (RuntimeException e) {
          failures.increment();
          if (!failing) {
            LOG.log(Level.ERROR, "loop failed: name=" + name, e);
          }
          failing = true;
          wait = AFTER_FAILURE;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
