package com.qubetics.dvpn.loop.spring;

import com.qubetics.dvpn.loop.Loop;
import org.springframework.context.SmartLifecycle;

/// A bean with a loop, which starts when the service has started and stops before it ends.
public interface LoopLifecycle extends SmartLifecycle {
  Loop loop();

  @Override
  default void start() {
    loop().start();
  }

  @Override
  default void stop() {
    loop().stop();
  }

  @Override
  default boolean isRunning() {
    return loop().isRunning();
  }
}
