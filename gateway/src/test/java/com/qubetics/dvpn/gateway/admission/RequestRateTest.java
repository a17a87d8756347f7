package com.qubetics.dvpn.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestRateTest {
  private static final long MILLIS = 1_000_000;

  private final RequestRate rate = RequestRate.perSecond(10, 5);

  @Test
  void admitsABurstAndThenTheRate() {
    for (int i = 0; i < 5; i++) {
      assertThat(rate.take("a", 0).remaining()).isEqualTo(4 - i);
    }
    assertThat(rate.take("a", 0)).isEqualTo(new RequestRate.Decision(false, 0, 1));
    assertThat(rate.take("a", 99 * MILLIS).admitted()).isFalse();
    assertThat(rate.take("a", 100 * MILLIS).admitted()).isTrue();
    assertThat(rate.take("a", 100 * MILLIS).admitted()).isFalse();
  }

  @Test
  void makesAFailureCostWhatItIsCharged() {
    rate.take("a", 0);
    rate.charge("a", 10, 0);
    assertThat(rate.take("a", 699 * MILLIS).admitted()).isFalse();
    assertThat(rate.take("a", 700 * MILLIS).admitted()).isTrue();
  }

  @Test
  void countsCallersApart() {
    for (int i = 0; i < 5; i++) {
      rate.take("a", 0);
    }
    assertThat(rate.take("b", 0).admitted()).isTrue();
  }

  @Test
  void forgetsWhoIsNotAheadAndNobodyElse() {
    rate.take("a", 0);
    rate.take("b", 200 * MILLIS);

    rate.forget(250 * MILLIS);

    assertThat(rate.callers()).isEqualTo(1);
  }

  @Test
  void keepsItsMemoryBounded() {
    for (int i = 0; i < RequestRate.MAX_CALLERS + 10; i++) {
      rate.take("caller" + i, 0);
    }
    assertThat(rate.callers()).isLessThanOrEqualTo(RequestRate.MAX_CALLERS);
  }
}
