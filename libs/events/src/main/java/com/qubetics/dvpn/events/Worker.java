package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// A thread that repeats one piece of work until it is stopped. A failure is counted, logged when
/// it follows a success, and answered by a pause that doubles from 0.2 s to 5 s with jitter.
final class Worker {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final String name;
  private final Pause pause;
  private final Runnable work;
  private final Counter failures;
  private final Logger log;
  private final Runnable end;
  private volatile boolean running;
  private @Nullable Thread thread; // guarded by this

  Worker(String name, Pause pause, Runnable work, Counter failures, Logger log, Runnable end) {
    this.name = name;
    this.pause = pause;
    this.work = work;
    this.failures = failures;
    this.log = log;
    this.end = end;
  }

  boolean isRunning() {
    return running;
  }

  synchronized void start() {
    if (!running) {
      running = true;
      thread = Thread.ofVirtual().name(name).start(this::run);
    }
  }

  /// Waits up to twice 5 s for the work at hand.
  synchronized void stop() {
    running = false;
    pause.end();
    Thread stopping = thread;
    thread = null;
    if (stopping == null) {
      return;
    }
    try {
      if (!stopping.join(GOODBYE)) {
        stopping.interrupt();
        boolean ended = stopping.join(GOODBYE);
        log.info("worker={} ended_after_interrupt={}", name, ended);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration wait = FIRST;
    boolean failing = false;
    while (running && !Thread.currentThread().isInterrupted()) {
      try {
        work.run();
        wait = FIRST;
        failing = false;
      } catch (RuntimeException e) {
        if (!running) {
          break;
        }
        failures.increment();
        if (!failing) {
          log.warn("worker={} failed, tries again", name, e);
          failing = true;
        }
        long jitter = ThreadLocalRandom.current().nextLong(wait.toMillis() / 2 + 1);
        pause.await(wait.plusMillis(jitter));
        wait = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
      }
    }
    end.run();
  }
}
