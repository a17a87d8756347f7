package com.qubetics.dvpn.engines;

/// How much slower this machine works at the moment than an idle one of the kind that limits are
/// written for.
///
/// ## How it works, and why
///
/// A limit that is right on an idle machine is wrong on one whose cores are shared with a dozen
/// busy programs, and one that is right there hides a hang for minutes. So the same small piece of
/// work is done again and again while somebody waits, and its time is compared with what it takes
/// on an idle core. It is long enough to be taken off the core several times when others want it.
///
/// Worked number: 30 ms of work on two cores that eight others keep busy take about 150 ms, which
/// is a slowness of 5: a limit of 60 s ends after 300 s there, and after 60 s as soon as the others
/// are gone.
///
/// One figure for the whole JVM, at most two seconds old. Thread-safe.
public final class Slowness {
  /// Steps of the work, and what they take on one idle core of 2.5 GHz or so, compiled by C1.
  private static final int STEPS = 10_000_000;

  private static final double IDLE_NANOS = 30e6;
  private static final long FRESH_NANOS = 2_000_000_000L;

  private static final Slowness MACHINE = new Slowness();

  /// Both guarded by the lock of this object; 0: nothing was measured yet.
  private double measured;

  private long measuredAt;

  private Slowness() {
    // The first turn is interpreted in part, and not counted.
    work();
  }

  /// 1 on an idle machine, 5 where each program gets a fifth of a core.
  public static double factor() {
    return MACHINE.measure();
  }

  private synchronized double measure() {
    long now = System.nanoTime();
    if (measured == 0 || now - measuredAt > FRESH_NANOS) {
      long took = work();
      double latest = Math.max(1, took / IDLE_NANOS);
      // Half of the figure before: one lucky turn is no idle machine.
      measured = measured == 0 ? latest : (measured + latest) / 2;
      measuredAt = System.nanoTime();
    }
    return measured;
  }

  /// Nanoseconds that the work took.
  private static long work() {
    long start = System.nanoTime();
    long state = start | 1;
    for (int step = 0; step < STEPS; step++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
    }
    long took = System.nanoTime() - start;
    // The state is used, so that the work is done.
    return state == 0 ? took + 1 : took;
  }
}
