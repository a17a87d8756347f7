package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.evm.transaction.Waiting;
import java.time.Duration;

/// Time that passes in pauses alone, and in which something may happen.
public final class FakeTime implements Waiting.Time {
  private final Runnable meanwhile;
  private long nanos;
  private int pauses;

  /// @param meanwhile happens in each pause
  public FakeTime(Runnable meanwhile) {
    this.meanwhile = meanwhile;
  }

  public FakeTime() {
    this(() -> {});
  }

  public static Waiting waiting(Duration limit) {
    return new Waiting(limit, new FakeTime());
  }

  public int pauses() {
    return pauses;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void sleep(Duration pause) {
    nanos += pause.toNanos();
    pauses++;
    meanwhile.run();
  }
}
