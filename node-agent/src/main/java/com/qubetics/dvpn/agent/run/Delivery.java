package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.loop.Loop;
import java.time.Duration;
import java.util.Map;

/// Delivers what waits, newest per key, until it is committed or refused for good.
final class Delivery<K, V> implements Loop.Step {
  private static final int BATCH = 200;
  private static final long WAIT_MILLIS = 1000;

  private final NewestPerKey<K, V> waiting;
  private final Call<K, V> call;

  /// Tells the control plane of a batch.
  interface Call<K, V> {
    void tell(Map<K, V> batch) throws LinkException;
  }

  Delivery(NewestPerKey<K, V> waiting, Call<K, V> call) {
    this.waiting = waiting;
    this.call = call;
  }

  @Override
  public Duration run() throws LinkException, InterruptedException {
    deliver(WAIT_MILLIS);
    return Duration.ZERO;
  }

  /// Delivers all that waits at this moment.
  void deliverAll() throws LinkException, InterruptedException {
    while (deliver(0)) {
      // One batch after the other.
    }
  }

  private boolean deliver(long millis) throws LinkException, InterruptedException {
    Map<K, V> batch = waiting.take(BATCH, millis);
    if (batch.isEmpty()) {
      return false;
    }
    try {
      call.tell(batch);
      return true;
    } catch (LinkException e) {
      if (!e.isFinal()) {
        waiting.putBack(batch);
      }
      throw e;
    }
  }
}
