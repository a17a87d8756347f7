package com.qubetics.dvpn.stage.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// The lines that tell the person outside how far a start is; a file, which the starter reads
/// along. While nothing happens they say what is waited for.
final class Progress {
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final Path file;
  private final long start = System.nanoTime();
  private final Set<String> awaited = new ConcurrentSkipListSet<>();

  /// Guarded by the lock of this object.
  private long saidNanos = start;

  Progress(Path file) {
    this.file = file;
    Thread.ofVirtual().name("progress").start(this::tick);
  }

  /// Something that is waited for until it is closed.
  interface Wait extends AutoCloseable {
    @Override
    void close();
  }

  Wait waitingFor(String what) {
    awaited.add(what);
    return () -> awaited.remove(what);
  }

  synchronized void say(String format, Object... values) {
    saidNanos = System.nanoTime();
    double seconds = Duration.ofNanos(saidNanos - start).toMillis() / 1000.0;
    String line =
        String.format(
            Locale.ROOT, "%6.1f s  %s%n", seconds, String.format(Locale.ROOT, format, values));
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void saySignOfLife() {
    if (!awaited.isEmpty() && System.nanoTime() - saidNanos > QUIET.toNanos()) {
      say("… waiting for %s", String.join(", ", awaited));
    }
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(1));
        saySignOfLife();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
