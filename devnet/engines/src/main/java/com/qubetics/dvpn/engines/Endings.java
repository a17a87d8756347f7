package com.qubetics.dvpn.engines;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What is to be done when the JVM ends, last come first served: an engine registers after its
/// directory, so it is stopped before its files go. What uses engines ends before them all: hooks
/// of its own would run beside these, and programs wait long for engines that are gone.
public final class Endings {

  /// Guarded by itself.
  private static final Deque<Runnable> ALL = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Endings::run, "stop-engines"));
  }

  private static volatile Runnable users = () -> {};

  private Endings() {}

  /// What ends the programs that use this JVM's engines.
  public static void ofUsers(Runnable ending) {
    users = ending;
  }

  static void add(Runnable ending) {
    synchronized (ALL) {
      ALL.push(ending);
    }
  }

  private static void run() {
    for (Runnable next = users; next != null; next = poll()) {
      try {
        next.run();
      } catch (RuntimeException e) { // Thread boundary: the others still have their turn.
        System.err.println("engines: not stopped in order: " + e.getMessage());
      }
    }
  }

  private static @Nullable Runnable poll() {
    synchronized (ALL) {
      return ALL.poll();
    }
  }
}
