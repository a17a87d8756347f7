package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.protocol.session.Ack;
import java.util.Optional;

/// The ack of a session and boot that closes what an epoch counts of it: the one with the highest
/// seq that belongs there.
///
/// How it works, and why: a boot's steps climb in seq, bytes and epoch together, and each counts in
/// its epoch what it adds to the one before. So the steps of all epochs add up to the newest ack
/// ([com.qubetics.dvpn.epoch.UsageFold], invariant I2). An ack that comes late, its successor
/// already counted in a later epoch, becomes a step of its own before that: bytes move from the
/// later epoch to the earlier, none are added. Example: seq 6 acked 1000 bytes in epoch 8; then the
/// late ack of seq 5, 900 bytes that moved in epoch 7: epoch 7 has 900, epoch 8 has 100. What a
/// sealed epoch leaves to the next, since it fills no mebibyte, only shifts where the two steps
/// part.
///
/// @param before bytes of the boot that other epochs count: the earlier ones, and of a sealed step
///   the next one what it carries
record AckStep(long seq, long epoch, long rx, long tx, long before) {

  /// What an ack changes.
  sealed interface Change {
    /// It says what is known, or less.
    record Nothing() implements Change {}

    /// Its numbers don't fit between its neighbours': acks of a boot must not fall.
    record Falls() implements Change {}

    /// `bytes` are newly counted, in the ack's epoch; the new step starts after `before`.
    record Counts(long before, long bytes) implements Change {}

    /// `bytes` that the epoch `from` counted are the ack's epoch's; the new step starts after
    /// `before`, and that of `from` after the ack.
    record Moves(long before, long from, long bytes) implements Change {}
  }

  private static final Change NOTHING = new Change.Nothing();
  private static final Change FALLS = new Change.Falls();

  long total() {
    return rx + tx;
  }

  /// What an ack of the usage `seq` changes, if it belongs to `epoch`.
  ///
  /// @param lower the step with the highest seq up to the ack's
  /// @param higher the step with the lowest seq above it
  static Change of(
      long seq, long epoch, Ack ack, Optional<AckStep> lower, Optional<AckStep> higher) {
    if (lower.isPresent() && lower.get().epoch() > epoch) {
      throw new IllegalArgumentException(
          "epoch: %s (expected: at least the lower seq's %s)"
              .formatted(epoch, lower.get().epoch()));
    }
    if (higher.isPresent()) {
      if (!higher.get().covers(ack)) {
        return FALLS;
      }
      if (higher.get().epoch() <= epoch) {
        return NOTHING;
      }
    }
    if (lower.isPresent() && lower.get().seq() == seq && lower.get().covers(ack)) {
      return NOTHING;
    }
    if (lower.isPresent() && !lower.get().isCoveredBy(ack)) {
      return FALLS;
    }
    long total = ack.total().bytes();
    long counted = lower.map(AckStep::total).orElse(0L);
    if (higher.isEmpty()) {
      long before =
          lower.map(step -> step.epoch() == epoch ? step.before() : step.total()).orElse(0L);
      return new Change.Counts(before, total - counted);
    }
    AckStep next = higher.get();
    if (total <= next.before()) {
      return NOTHING;
    }
    long before =
        lower.filter(step -> step.epoch() == epoch).map(AckStep::before).orElse(next.before());
    return new Change.Moves(before, next.epoch(), total - next.before());
  }

  private boolean covers(Ack ack) {
    return ack.rx().bytes() <= rx && ack.tx().bytes() <= tx;
  }

  private boolean isCoveredBy(Ack ack) {
    return rx <= ack.rx().bytes() && tx <= ack.tx().bytes();
  }
}
