package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.loop.spring.LoopLifecycle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// A loop that asks the chain; what it fails of is an alarm of [ChainHealth].
public record ChainLoop(Loop loop) implements LoopLifecycle {
  public static ChainLoop of(String name, Loop.Step step, MeterRegistry metrics) {
    Counter failures = metrics.counter("dvpn.chain.failures", "loop", name);
    return new ChainLoop(new Loop(name, step, e -> failures.increment()));
  }
}
