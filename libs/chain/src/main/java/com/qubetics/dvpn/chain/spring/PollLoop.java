package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.chain.ChainException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Calls a step on a virtual thread of its own, at once again while it says so, otherwise after the
/// interval, until the service stops. A failing step is counted, logged when failing starts and
/// ends, and comes again.
public final class PollLoop implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final String name;
  private final Duration interval;
  private final BooleanSupplier step;
  private final Counter failures;

  /// Both are owned by the thread that starts and stops the service.
  private @Nullable Thread thread;

  private CountDownLatch stopped = new CountDownLatch(1);

  /// Why the last turn failed; null if it did not. Written by the loop's thread.
  private volatile @Nullable String problem;

  public PollLoop(String name, Duration interval, BooleanSupplier step, MeterRegistry metrics) {
    this.name = name;
    this.interval = interval;
    this.step = step;
    this.failures = metrics.counter("dvpn.chain.failures", "loop", name);
  }

  @Override
  public void start() {
    CountDownLatch stop = new CountDownLatch(1);
    stopped = stop;
    thread = Thread.ofVirtual().name("chain-" + name).start(() -> run(stop));
  }

  @Override
  public void stop() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    // Not interrupted: that would break the database connection in the middle of a step.
    stopped.countDown();
    try {
      running.join(STOP_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /// What the last turn failed of, with the loop's name; empty if it did not.
  public Optional<String> problem() {
    return Optional.ofNullable(problem).map(cause -> name + " fails: " + cause);
  }

  private void run(CountDownLatch stop) {
    try {
      while (stop.getCount() > 0) {
        if (!again()) {
          boolean ended = stop.await(interval.toMillis(), TimeUnit.MILLISECONDS);
          LOG.trace("waited: loop={} ended={}", name, ended);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean again() {
    try {
      boolean more = step.getAsBoolean();
      if (problem != null) {
        LOG.info("recovered: loop={}", name);
        problem = null;
      }
      return more;
    } catch (RuntimeException e) {
      failures.increment();
      if (problem == null) {
        if (e instanceof ChainException) {
          LOG.warn("failed, trying again: loop={} cause={}", name, e.getMessage());
        } else {
          LOG.warn("failed, trying again: loop={}", name, e);
        }
      }
      problem = e instanceof ChainException ? e.getMessage() : e.getClass().getSimpleName();
      return false;
    }
  }
}
