package com.qubetics.dvpn.wireguard.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Keeps the threads that carry virtual ones out of network namespaces. A thread has the namespace
/// of the one that starts it; a carrier is started by whichever thread has work for it, and ends
/// after 30 s without any. One that a thread in a namespace had started would open every later
/// test's sockets there. So all are started before, and never left without work for so long.
final class Carriers {
  private static final int ALL =
      Integer.getInteger(
          "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  static {
    occupy();
    Thread.ofPlatform().daemon().name("carriers").start(Carriers::keepAll);
  }

  private Carriers() {}

  /// From here on. Called by a thread outside.
  static void keepOutside() {
    // Done when the class was initialised.
  }

  /// @throws AssertionError if one got in all the same
  static void checkOutside() {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      Path own = namespace(Path.of("/proc/self"));
      for (Path task : tasks) {
        try {
          if (Files.readString(task.resolve("comm")).startsWith("ForkJoinPool-1")
              && !namespace(task).equals(own)) {
            throw new AssertionError("a carrier of virtual threads is in a network namespace");
          }
        } catch (IOException e) {
          // The thread ended.
        }
      }
    } catch (IOException e) {
      throw new AssertionError("threads can't be looked at", e);
    }
  }

  private static Path namespace(Path task) throws IOException {
    return Files.readSymbolicLink(task.resolve("ns/net"));
  }

  private static void keepAll() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(AGAIN.toNanos());
      occupy();
    }
  }

  /// As many threads at once as there are carriers, none of which leaves its own before all have
  /// one.
  private static void occupy() {
    CountDownLatch missing = new CountDownLatch(ALL);
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int i = 0; i < ALL; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                missing.countDown();
                while (missing.getCount() > 0 && System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
              });
    }
    while (missing.getCount() > 0 && System.nanoTime() < end) {
      Thread.yield();
    }
  }
}
