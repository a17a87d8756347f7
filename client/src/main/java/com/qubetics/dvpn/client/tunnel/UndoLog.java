package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// What a connection of a home has changed and not yet taken back, in the home's file. A step is
/// written before it is taken: where the home can't be written, nothing is changed.
///
/// One thread at a time.
public final class UndoLog {
  private static final String FILE = "undo.json";

  private final Home home;
  private final List<Undo> steps;

  /// The file.
  record Written(List<Undo> steps) {
    Written {
      steps = List.copyOf(steps);
    }
  }

  private UndoLog(Home home, List<Undo> steps) {
    this.home = home;
    this.steps = steps;
  }

  /// With what a process that died has left in it.
  public static UndoLog of(Home home) {
    return new UndoLog(
        home,
        new ArrayList<>(home.read(FILE, Written.class).map(Written::steps).orElse(List.of())));
  }

  /// Removes a file that can't be read.
  public static void discard(Home home) {
    home.delete(FILE);
  }

  public synchronized List<Undo> steps() {
    return List.copyOf(steps);
  }

  /// Writes steps down; those that are there already stay as they were, with what was there before
  /// the first of them.
  public synchronized void before(List<Undo> next) {
    List<Undo> unknown = next.stream().filter(step -> !has(step)).toList();
    if (!unknown.isEmpty()) {
      steps.addAll(unknown);
      try {
        store();
      } catch (RuntimeException e) {
        steps.removeAll(unknown);
        throw e;
      }
    }
  }

  private boolean has(Undo step) {
    return steps.stream()
        .anyMatch(known -> known.kind() == step.kind() && known.subject().equals(step.subject()));
  }

  /// Takes back all steps of these kinds; those that can't be stay in the log, and the others are
  /// taken back all the same.
  ///
  /// @throws ProblemException the first failure
  public synchronized void takeBack(List<Undo.Kind> kinds, Consumer<Undo> how) {
    ProblemException failed = null;
    List<Undo> due =
        steps.stream()
            .filter(step -> kinds.contains(step.kind()))
            .sorted(Comparator.comparing(Undo::kind))
            .toList();
    for (Undo step : due) {
      try {
        how.accept(step);
        steps.remove(step);
      } catch (ProblemException e) {
        failed = failed == null ? e : failed;
      }
    }
    shrink();
    if (failed != null) {
      throw failed;
    }
  }

  /// What a step that was taken back by other means has left.
  public synchronized void forget(Undo.Kind kind, String subject) {
    if (steps.removeIf(step -> step.kind() == kind && step.subject().equals(subject))) {
      shrink();
    }
  }

  /// A full disk keeps the longer log, whose steps may be taken back again.
  private void shrink() {
    try {
      store();
    } catch (RuntimeException e) {
      if (steps.isEmpty()) {
        throw e;
      }
    }
  }

  /// An empty log is no file, so that a full disk can't keep one.
  private void store() {
    if (steps.isEmpty()) {
      home.delete(FILE);
    } else {
      home.write(FILE, new Written(steps));
    }
  }

  static ProblemException failure(String what, Exception cause) {
    ProblemException problem =
        new ProblemException(ProblemCode.TOOL_FAILED, what + ": " + cause.getMessage());
    problem.initCause(cause);
    return problem;
  }
}
