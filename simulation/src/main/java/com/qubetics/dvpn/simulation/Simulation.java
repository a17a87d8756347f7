package com.qubetics.dvpn.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs attacks through networks of several sizes and keeps, of each, the one that is best for the
/// cheat.
///
/// @param sizes nodes of each network
record Simulation(long seed, int epochs, List<Integer> sizes) {
  static final int FULL_EPOCHS = 365;
  static final List<Integer> FULL_SIZES = List.of(50, 200, 1_000);
  static final int SHORT_EPOCHS = 45;
  static final List<Integer> SHORT_SIZES = List.of(50, 100);
  static final int LEAST_NODES = 50;
  static final int MOST_NODES = 1_000;

  Simulation {
    sizes = List.copyOf(sizes);
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs: %s (expected: 1 or more)".formatted(epochs));
    }
    for (int size : sizes) {
      if (size < LEAST_NODES || size > MOST_NODES) {
        throw new IllegalArgumentException(
            "nodes: %s (expected: %s to %s)".formatted(size, LEAST_NODES, MOST_NODES));
      }
    }
  }

  static Simulation shortOne(long seed) {
    return new Simulation(seed, SHORT_EPOCHS, SHORT_SIZES);
  }

  static Simulation full(long seed) {
    return new Simulation(seed, FULL_EPOCHS, FULL_SIZES);
  }

  /// A verdict for each attack, in their order.
  List<Verdict> run(Rules rules, List<Attack> attacks) throws InterruptedException {
    ConcurrentMap<Attack.Year, Tally> honest = new ConcurrentHashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Verdict>> verdicts = new ArrayList<>();
      for (Attack attack : attacks) {
        Callable<Verdict> best = () -> best(rules, attack, honest);
        verdicts.add(threads.submit(best));
      }
      List<Verdict> done = new ArrayList<>();
      for (Future<Verdict> verdict : verdicts) {
        done.add(verdict.get());
      }
      return done;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Verdict best(Rules rules, Attack attack, ConcurrentMap<Attack.Year, Tally> honest) {
    return sizes.stream()
        .map(nodes -> attack.judge(new World(nodes, seed), rules, epochs, honest))
        .max(Comparator.comparing(Verdict::net))
        .orElseThrow();
  }
}
