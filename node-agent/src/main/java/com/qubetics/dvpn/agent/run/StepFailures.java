package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.loop.Loop;
import java.util.concurrent.atomic.LongAdder;

/// Counts the steps of the agent that ended in a bug. A gateway that does not answer is none: the
/// log has its code.
final class StepFailures implements Loop.Failures {
  private final LongAdder bugs = new LongAdder();

  @Override
  public void count(Exception failure) {
    if (!(failure instanceof LinkException)) {
      bugs.increment();
    }
  }

  @Override
  public String reason(Exception failure) {
    String reason = Loop.Failures.super.reason(failure);
    return failure instanceof LinkException link ? link.code() + ": " + reason : reason;
  }

  long bugs() {
    return bugs.sum();
  }
}
