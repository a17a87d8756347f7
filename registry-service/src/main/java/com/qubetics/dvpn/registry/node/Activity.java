package com.qubetics.dvpn.registry.node;

import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a node was active. Its age is the time since it first was, less what it was away since:
/// whoever blips for a minute is a minute younger and no newcomer.
@Embeddable
class Activity {
  /// Kept through all that follows.
  private @Nullable Instant firstActiveAt;

  /// Start of the present time of being active; null while it is not.
  private @Nullable Instant activeSince;

  /// Start of the present time away; null while it is active, and before it first was.
  private @Nullable Instant awayFrom;

  /// All finished times away since it was first active.
  private long awayMillis;

  /// Goes on with the age of another, which may be active still; this one is not yet.
  static Activity after(Activity other) {
    Activity next = new Activity();
    next.firstActiveAt = other.firstActiveAt;
    next.awayFrom = other.awayFrom;
    next.awayMillis = other.awayMillis;
    return next;
  }

  /// Takes whether the node is active, as often as anybody looks.
  void note(boolean active, Instant now) {
    if (!active) {
      activeSince = null;
      if (firstActiveAt != null && awayFrom == null) {
        awayFrom = now;
      }
      return;
    }
    if (activeSince == null) {
      activeSince = now;
    }
    if (firstActiveAt == null) {
      firstActiveAt = now;
    }
    if (awayFrom != null) {
      // A clock that was set back makes nobody older.
      awayMillis += Math.max(0, Duration.between(awayFrom, now).toMillis());
      awayFrom = null;
    }
  }

  boolean hasBegun() {
    return firstActiveAt != null;
  }

  Optional<Instant> firstActiveAt() {
    return Optional.ofNullable(firstActiveAt);
  }

  Optional<Instant> activeSince() {
    return Optional.ofNullable(activeSince);
  }

  long awayMillis() {
    return awayMillis;
  }
}
