package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The counted bytes of one session (invariant I2): Σ over the node's boots of the verified ack
/// with the highest seq.
///
/// How it works, and why: counters start at 0 in each boot and only grow, so the newest ack of a
/// boot stands for all before it, and boots add up. Folding takes the greatest element per boot
/// under a total order, which makes it commutative, associative and idempotent: whatever is
/// repeated, reordered or replayed, the count is the same. Of several acks for one seq the larger
/// counts. Example: boot A seq 3 acked 700 bytes, boot A seq 5 acked 900, boot B seq 1 acked 50:
/// 950.
///
/// Verifies nothing: whoever folds has checked signatures, session and that each ack answers its
/// usage. Immutable.
public final class UsageFold {
  public static final UsageFold EMPTY = new UsageFold(Map.of());

  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::seq)
          .thenComparing(entry -> entry.ack().total())
          .thenComparing(entry -> entry.ack().rx());

  private final Map<BootId, Entry> newest;

  private UsageFold(Map<BootId, Entry> newest) {
    this.newest = Map.copyOf(newest);
  }

  /// The fold with one more ack and the usage it answers.
  public UsageFold with(Usage usage, Ack ack) {
    Entry entry = new Entry(usage.seq(), ack);
    Entry before = newest.get(usage.boot());
    if (before != null && ORDER.compare(entry, before) <= 0) {
      return this;
    }
    Map<BootId, Entry> next = new HashMap<>(newest);
    next.put(usage.boot(), entry);
    return new UsageFold(next);
  }

  public ByteCount counted() {
    return newest.values().stream()
        .map(entry -> entry.ack().total())
        .reduce(ByteCount.ZERO, ByteCount::plus);
  }

  /// The ack that counts for a boot.
  public Optional<Ack> newest(BootId boot) {
    return Optional.ofNullable(newest.get(boot)).map(Entry::ack);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UsageFold fold && newest.equals(fold.newest);
  }

  @Override
  public int hashCode() {
    return newest.hashCode();
  }

  private record Entry(long seq, Ack ack) {}
}
