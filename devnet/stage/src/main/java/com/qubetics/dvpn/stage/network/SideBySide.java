package com.qubetics.dvpn.stage.network;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Work that waits for nothing else is done at the same time, each piece on a thread of its own.
public final class SideBySide {

  private SideBySide() {}

  /// Does it for each; returns when all are done.
  public static <T> void of(Collection<T> all, Consumer<T> work) {
    join(
        CompletableFuture.allOf(
            all.stream()
                .map(one -> run(() -> work.accept(one)))
                .toArray(CompletableFuture[]::new)));
  }

  public static CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, Thread::startVirtualThread);
  }

  public static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
  }

  /// Waits for it; its failure is the caller's.
  public static <T> T join(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
