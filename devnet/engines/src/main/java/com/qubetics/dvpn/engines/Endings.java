package com.qubetics.dvpn.engines;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What is to be done when the JVM ends, last come first served: an engine registers after its
/// directory, so it is stopped before its files go.
final class Endings {

  /// Guarded by itself.
  private static final Deque<Runnable> ALL = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Endings::run, "stop-engines"));
  }

  private Endings() {}

  static void add(Runnable ending) {
    synchronized (ALL) {
      ALL.push(ending);
    }
  }

  private static void run() {
    for (Runnable next = poll(); next != null; next = poll()) {
      try {
        next.run();
      } catch (RuntimeException e) { // Thread boundary: the others still have their turn.
        System.err.println("engines: an engine did not stop in order: " + e.getMessage());
      }
    }
  }

  private static @Nullable Runnable poll() {
    synchronized (ALL) {
      return ALL.poll();
    }
  }
}
