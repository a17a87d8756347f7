package com.qubetics.dvpn.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Honest clients: each with an address and a kept connection of its own, asking at an even pace. A
/// call's time counts from when it was due, so that a client held up tells of all it could not ask.
final class FloodClients {
  private static final int COUNT = 32;
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] CALL = FloodWire.request("GET /api/v1/nodes", "");

  private final int port;

  FloodClients(int port) {
    this.port = port;
  }

  /// @param millis of each call that was answered
  /// @param errors calls without an answer, or with another one than 200
  record Served(List<Double> millis, int errors) {
    double p99() {
      return millis.isEmpty() ? Double.NaN : Percentiles.of(millis).p99();
    }
  }

  Served run(Duration time) throws InterruptedException {
    List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger errors = new AtomicInteger();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < COUNT; client++) {
      String address = "127.0.1." + (client + 1);
      long first = start + BETWEEN.toNanos() * client / COUNT;
      threads.add(
          Thread.ofPlatform()
              .start(() -> ask(address, first, start + time.toNanos(), millis, errors)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Served(List.copyOf(millis), errors.get());
  }

  private void ask(
      String address, long first, long end, List<Double> millis, AtomicInteger errors) {
    @Nullable FloodWire wire = null;
    for (long due = first; due < end; due += BETWEEN.toNanos()) {
      LockSupport.parkNanos(due - System.nanoTime());
      try {
        if (wire == null || wire.isClosed()) {
          wire = new FloodWire(address, port, TIMEOUT_MILLIS);
        }
        wire.write(CALL);
        int status = wire.answer();
        if (status == 200) {
          millis.add((System.nanoTime() - due) / 1e6);
        } else {
          errors.incrementAndGet();
        }
      } catch (IOException e) {
        errors.incrementAndGet();
        if (wire != null) {
          wire.close();
        }
      }
    }
    if (wire != null) {
      wire.close();
    }
  }
}
