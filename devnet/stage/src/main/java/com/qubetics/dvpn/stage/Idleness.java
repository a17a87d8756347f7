package com.qubetics.dvpn.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Whether this machine has nothing to do, and room for a second network.
final class Idleness {

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final double IDLE_SHARE = 0.5;
  private static final long NEEDED_MEGABYTES = 3000;

  private Idleness() {}

  /// Waits until the processors have been idle for more than half of ten seconds.
  ///
  /// @param wanted asked after each look: whether there is still a reason to wait
  /// @throws StageException if the limit passed before, with the reason
  static void await(Duration limit, BooleanSupplier wanted) {
    long end = System.nanoTime() + limit.toNanos();
    while (wanted.getAsBoolean()) {
      Times before = Times.read();
      Waiting.pause(LOOK);
      if (Times.read().idleSince(before) > IDLE_SHARE) {
        checkMemory();
        return;
      }
      if (System.nanoTime() > end) {
        throw new StageException("the machine was busy for " + limit.toMinutes() + " minutes");
      }
    }
  }

  private static void checkMemory() {
    long free = availableMegabytes();
    if (free < NEEDED_MEGABYTES) {
      throw new StageException(
          "%s MB of memory are free (needed: %s)".formatted(free, NEEDED_MEGABYTES));
    }
  }

  private static long availableMegabytes() {
    String line =
        lines("/proc/meminfo").filter(l -> l.startsWith("MemAvailable:")).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
  }

  /// What all processors have spent since the machine started, in ticks.
  private record Times(long idle, long all) {

    /// The first line of /proc/stat: user, nice, system, idle, waiting for input, …; guests are in
    /// user already.
    static Times read() {
      String[] parts = lines("/proc/stat").findFirst().orElseThrow().split(" +");
      long[] ticks = Arrays.stream(parts, 1, 9).mapToLong(Long::parseLong).toArray();
      return new Times(ticks[3] + ticks[4], Arrays.stream(ticks).sum());
    }

    double idleSince(Times before) {
      return (double) (idle - before.idle) / Math.max(1, all - before.all);
    }
  }

  private static java.util.stream.Stream<String> lines(String file) {
    try {
      return Files.readString(Path.of(file)).lines();
    } catch (IOException e) {
      throw new StageException("could not read " + file, e);
    }
  }
}
