package com.qubetics.dvpn.agent.usage;

import java.util.function.LongSupplier;

/// How many bytes a second the node moves, from one heartbeat to the next. One thread.
///
/// Time is one that only goes forward: a clock that is set would make any rate of any traffic.
public final class Throughput {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final LongSupplier passedNanos;
  private Moved before = Moved.NOTHING;
  private long beforeNanos;
  private PerSecond last = new PerSecond(0, 0);

  public record PerSecond(long rxBytes, long txBytes) {}

  /// @param passedNanos a time that only goes forward, whatever the clock is set to
  public Throughput(LongSupplier passedNanos) {
    this.passedNanos = passedNanos;
    this.beforeNanos = passedNanos.getAsLong();
  }

  /// The mean since it was last told. Within a second it is the same as then: counters are read
  /// twice a second, and a heartbeat that is repeated at once would find nothing moved.
  public PerSecond at(Moved moved) {
    long now = passedNanos.getAsLong();
    long passed = now - beforeNanos;
    if (passed >= SECOND_NANOS) {
      Moved since = moved.since(before);
      last = new PerSecond(perSecond(since.rxBytes(), passed), perSecond(since.txBytes(), passed));
      before = moved;
      beforeNanos = now;
    }
    return last;
  }

  private static long perSecond(long bytes, long nanos) {
    return (long) (bytes / (nanos / (double) SECOND_NANOS));
  }
}
