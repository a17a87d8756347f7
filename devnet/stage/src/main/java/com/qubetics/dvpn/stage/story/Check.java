package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/// What a step verifies. A check that does not hold ends the story.
final class Check {
  /// What is waited for at this moment, by all threads.
  private static final Set<String> AWAITED = new ConcurrentSkipListSet<>();

  /// Programs that have ended though they should run: with one of them gone, no wait is worth it.
  private static volatile Supplier<List<String>> ended = List::of;

  private Check() {}

  static void watch(Supplier<List<String>> programs) {
    ended = programs;
  }

  static List<String> awaited() {
    return List.copyOf(AWAITED);
  }

  static void that(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      throw new StageException(String.format(Locale.ROOT, otherwise, values));
    }
  }

  static void equal(Object actual, Object expected, String what) {
    if (!actual.equals(expected)) {
      throw StageException.unmet(what + " is " + expected, String.valueOf(actual));
    }
  }

  /// Does something that takes its time, and says so.
  ///
  /// @param expected what is waited for, as a statement
  static <T> T during(String expected, Supplier<T> work) {
    AWAITED.add(expected);
    try {
      return work.get();
    } finally {
      AWAITED.remove(expected);
    }
  }

  /// Asks until there is an answer, five times a second, or the limit is over.
  ///
  /// @param limit what an idle machine may take
  /// @param expected what is waited for, as a statement
  static <T> T eventually(Duration limit, String expected, Supplier<Optional<T>> question) {
    return eventually(limit, expected, question, () -> "not yet");
  }

  /// @param seen what is there when the limit is over
  static <T> T eventually(
      Duration limit, String expected, Supplier<Optional<T>> question, Supplier<String> seen) {
    Deadline deadline = Deadline.in(limit);
    return during(
        expected,
        () -> {
          while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
              return answer.get();
            }
            List<String> gone = ended.get();
            if (!gone.isEmpty()) {
              throw StageException.unmet(expected, String.join(", ", gone) + " has ended");
            }
            if (deadline.passed()) {
              throw StageException.unmet(expected, "%s, after %s".formatted(seen.get(), deadline));
            }
            Waiting.pause(Duration.ofMillis(200));
          }
        });
  }
}
