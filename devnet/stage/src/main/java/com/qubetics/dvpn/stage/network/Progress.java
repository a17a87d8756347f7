package com.qubetics.dvpn.stage.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// The lines that tell the person outside how far a start is; a file, which the starter reads
/// along.
final class Progress {

  private final Path file;
  private final long start = System.nanoTime();

  Progress(Path file) {
    this.file = file;
  }

  synchronized void say(String format, Object... values) {
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    String line = "%6.1f s  %s%n".formatted(seconds, format.formatted(values));
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
