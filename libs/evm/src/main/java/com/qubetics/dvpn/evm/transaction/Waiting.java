package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.ChainException;
import java.time.Duration;

/// How long somebody waits for a block, and when they look: often at first, then once a second.
public final class Waiting {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final int LOOKS_UNTIL_LONGEST = 25;

  private final Duration limit;
  private final Time time;

  public Waiting(Duration limit) {
    this(limit, Time.SYSTEM);
  }

  public Waiting(Duration limit, Time time) {
    this.limit = limit;
    this.time = time;
  }

  /// Time as it passes for who waits.
  public interface Time {
    Time SYSTEM = new SystemTime();

    /// Since some moment; never runs backwards.
    long nanos();

    void sleep(Duration pause) throws InterruptedException;
  }

  private static final class SystemTime implements Time {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
      Thread.sleep(pause);
    }
  }

  public Duration limit() {
    return limit;
  }

  public Looks begin() {
    return new Looks();
  }

  /// The looks of one wait; for one thread.
  public final class Looks {
    private final long from = time.nanos();
    private int looks;

    /// Whether to look; the first time always and at once, then after a pause, until the limit.
    ///
    /// @throws ChainException if interrupted
    public boolean again() {
      if (looks > 0) {
        Duration left = limit.minus(elapsed());
        if (!left.isPositive()) {
          return false;
        }
        Duration pause = looks < LOOKS_UNTIL_LONGEST ? FIRST : LONGEST;
        sleep(pause.compareTo(left) < 0 ? pause : left);
      }
      looks++;
      return true;
    }

    /// Whether this look is one of every so many, the first not.
    public boolean isEvery(int number) {
      return looks % number == 0;
    }

    public Duration elapsed() {
      return Duration.ofNanos(time.nanos() - from);
    }

    private void sleep(Duration pause) {
      try {
        time.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ChainException("interrupted while waiting", e);
      }
    }
  }
}
