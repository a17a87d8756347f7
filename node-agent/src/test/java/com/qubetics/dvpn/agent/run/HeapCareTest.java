package com.qubetics.dvpn.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HeapCareTest {
  private static final long MIB = 1 << 20;

  private final FakeHeap heap = new FakeHeap();
  private final HeapCare care = new HeapCare(heap);

  @BeforeEach
  void leavesTheStartAlone() {
    heap.held = 20 * MIB;
    heap.alive = 8 * MIB;
    care.run();
    assertThat(heap.collections).isZero();
  }

  @Test
  void collectsWhatTheStartLeftAndThenLeavesTheHeapAlone() {
    care.run();
    assertThat(heap.collections).isEqualTo(1);
    assertThat(heap.held).isEqualTo(8 * MIB);

    heap.held = 14 * MIB;
    care.run();
    assertThat(heap.collections).isEqualTo(1);
  }

  @Test
  void collectsOnceHalfAsMuchAgainAndTheSlackHaveGathered() {
    care.run();

    heap.held = 14 * MIB + 1;
    care.run();

    assertThat(heap.collections).isEqualTo(2);
  }

  @Test
  void letsAHeapGrowThatIsAlive() {
    heap.held = 200 * MIB;
    heap.alive = 190 * MIB;
    care.run();

    heap.held = 280 * MIB;
    care.run();

    assertThat(heap.collections).isEqualTo(1);
  }

  private static final class FakeHeap implements HeapCare.Heap {
    private long held;
    private long alive;
    private int collections;

    @Override
    public long heldBytes() {
      return held;
    }

    @Override
    public long usedBytes() {
      return held;
    }

    @Override
    public void collect() {
      collections++;
      held = alive;
    }
  }
}
