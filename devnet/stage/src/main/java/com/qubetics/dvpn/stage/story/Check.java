package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.StageException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// What a step verifies. A check that does not hold ends the story.
final class Check {

  private Check() {}

  static void that(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      throw new StageException(otherwise.formatted(values));
    }
  }

  static void equal(Object actual, Object expected, String what) {
    that(actual.equals(expected), "%s: %s (expected: %s)", what, actual, expected);
  }

  /// Asks until there is an answer, which is checked for again every fifth of a second, or the
  /// limit is over.
  static <T> T eventually(Duration limit, String otherwise, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      that(System.nanoTime() < end, "%s (waited %d s)", otherwise, limit.toSeconds());
      pause(Duration.ofMillis(200));
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted", e);
    }
  }
}
