package com.qubetics.dvpn.http.caller;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys that lie in files, and are read again every [#REFRESH] when they are asked for, so that one
/// is replaced while the process runs. Files that can't be read, or hold anything else, change
/// nothing and are logged once; at the start they are an error. Thread-safe.
///
/// @param <T> with an `equals` by what was read
public final class Reloaded<T> implements Supplier<T> {
  public static final Duration REFRESH = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Reloaded.class);

  /// How they are read; messages of its exceptions show no secret.
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws IOException;
  }

  private record Snapshot<T>(T value, long readNanos, String problem) {}

  private final String name;
  private final Reading<T> reading;
  private final LongSupplier nanoTime;
  private final ReentrantLock turn = new ReentrantLock();

  /// Replaced by whoever holds `turn`.
  private volatile Snapshot<T> snapshot;

  /// @param name of the setting that names the files
  /// @param nanoTime a clock that never goes back, nanoseconds
  /// @throws IllegalStateException if they can't be read
  public Reloaded(String name, Reading<T> reading, LongSupplier nanoTime) {
    this.name = name;
    this.reading = reading;
    this.nanoTime = nanoTime;
    try {
      this.snapshot = new Snapshot<>(reading.read(), nanoTime.getAsLong(), "");
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public T get() {
    if (nanoTime.getAsLong() - snapshot.readNanos() >= REFRESH.toNanos() && turn.tryLock()) {
      try {
        snapshot = next();
      } finally {
        turn.unlock();
      }
    }
    return snapshot.value();
  }

  private Snapshot<T> next() {
    long now = nanoTime.getAsLong();
    try {
      T value = reading.read();
      if (value.equals(snapshot.value())) {
        return new Snapshot<>(snapshot.value(), now, "");
      }
      log.info("keys changed setting={}", name);
      return new Snapshot<>(value, now, "");
    } catch (IOException | IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(snapshot.problem())) {
        log.error("keys can't be read, the known ones stay setting={} reason={}", name, problem);
      }
      return new Snapshot<>(snapshot.value(), now, problem);
    }
  }
}
