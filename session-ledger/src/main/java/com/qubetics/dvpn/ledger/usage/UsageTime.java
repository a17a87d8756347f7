package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.protocol.value.ClockTolerance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When the bytes of a usage moved; decides the epoch that they are paid in.
///
/// How it works, and why: the node signs the time, `at`, and is believed as far as the ledger's own
/// clock bears it out: a lie can't choose an epoch (invariant I13), and a clock that is a little
/// off costs nobody. Bytes can't have moved before their session was recorded, after it ended, or
/// after they were stated. A node states a busy session at least every minute; so what it did not
/// state until the last statement came moved after that, or within the [ClockTolerance] before. The
/// longer it was cut off, the farther back its word counts. Example: a session stated at 23:50 and,
/// after a cut, at 00:05 with `at` 23:58 counts before midnight; with a statement come at 00:04 as
/// well, `at` 23:58 is read as 00:02.
///
/// All times but `at` are by the ledger's clock.
///
/// @param recordedAt when the session was recorded
/// @param endedAt when it ended; null while it runs
/// @param statedAt when its last statement came, in an earlier batch; null before the first
record UsageTime(Instant recordedAt, @Nullable Instant endedAt, @Nullable Instant statedAt) {

  /// @param at seconds since 1970, by the node's clock
  /// @param received when the statement came
  Instant of(long at, Instant received) {
    Instant earliest =
        statedAt == null ? recordedAt : later(recordedAt, statedAt.minus(ClockTolerance.DURATION));
    Instant latest = endedAt == null ? received : earlier(endedAt, received);
    // Limited before it becomes an instant: an absurd `at` is none.
    Instant stated = Instant.ofEpochSecond(Math.clamp(at, 0, received.getEpochSecond()));
    return earlier(latest, later(earliest, stated));
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
