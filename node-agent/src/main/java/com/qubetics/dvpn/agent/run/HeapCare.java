package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.loop.Loop;
import java.time.Duration;

/// Gives back what the heap holds beyond what lives in it.
///
/// How it works, and why. The serial collector lets its old generation grow to the heap's limit
/// before it looks at it: with 7 MiB alive it was seen to hold 493 MiB, which a host of 1 GB misses
/// elsewhere. So the heap is collected when it holds half as much again as lived after the last
/// time, and a slack: with 8 MiB alive at 14 MiB, which takes about 20 ms. A collection is followed
/// by a rest of 200 times its length, so that this costs half a hundredth of one processor at most.
/// One thread's.
final class HeapCare implements Loop.Step {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final long SLACK_BYTES = 2 << 20;
  private static final int REST = 200;

  /// The heap of a JVM.
  interface Heap {
    /// What it takes from the host.
    long heldBytes();

    /// What it has given to objects, dead ones included.
    long usedBytes();

    void collect();
  }

  private final Heap heap;
  private boolean started;
  private long aliveBytes;

  HeapCare(Heap heap) {
    this.heap = heap;
  }

  static HeapCare ofThisProcess() {
    Runtime runtime = Runtime.getRuntime();
    return new HeapCare(
        new Heap() {
          @Override
          public long heldBytes() {
            return runtime.totalMemory();
          }

          @Override
          public long usedBytes() {
            return runtime.totalMemory() - runtime.freeMemory();
          }

          @Override
          public void collect() {
            runtime.gc();
          }
        });
  }

  @Override
  public Duration run() {
    if (!started) {
      // Not beside the agent's start.
      started = true;
      return LOOK;
    }
    if (heap.heldBytes() <= aliveBytes + aliveBytes / 2 + SLACK_BYTES) {
      return LOOK;
    }
    long began = System.nanoTime();
    heap.collect();
    aliveBytes = heap.usedBytes();
    Duration rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST);
    return rest.compareTo(LOOK) > 0 ? rest : LOOK;
  }
}
