package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.engines.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How long something has not happened; stretches like every wait of the story. One thread.
final class Quiet {
  private @Nullable Deadline since;

  /// It did not happen this time.
  ///
  /// @return present once that has been so for `time`
  Optional<Boolean> heldFor(Duration time) {
    Deadline running = since == null ? Deadline.in(time) : since;
    since = running;
    return running.passed() ? Optional.of(true) : Optional.empty();
  }

  /// It happened.
  Optional<Boolean> broken() {
    since = null;
    return Optional.empty();
  }
}
