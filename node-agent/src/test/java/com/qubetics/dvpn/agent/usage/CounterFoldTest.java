package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CounterFoldTest {
  @Test
  void addsUpOverCountersThatBeginAgain() {
    CounterFold fold = CounterFold.startingAt(0).read(100).read(250).read(30).read(30).read(40);

    assertThat(fold.total()).isEqualTo(290);
  }

  @Test
  void passesOverWhatDoesNotCount() {
    assertThat(CounterFold.startingAt(0).read(100).passOver(250).read(260).total()).isEqualTo(110);
    assertThat(CounterFold.startingAt(0).read(100).passOver(5).read(6).total()).isEqualTo(101);
  }

  @Test
  void leavesOutWhatMovedBeforeItsBoot() {
    assertThat(CounterFold.startingAt(1000).read(1001).total()).isEqualTo(1);
  }
}
