package com.qubetics.dvpn.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.admission.Shares.Outcome;
import org.junit.jupiter.api.Test;

class SharesTest {
  private final Shares shares = new Shares(10, 40, 1);

  @Test
  void boundsEachAddressAndAll() {
    assertThat(shares.take("a", 4)).isEqualTo(Outcome.TAKEN);
    assertThat(shares.take("a", 1)).isEqualTo(Outcome.ADDRESS_FULL);
    assertThat(shares.take("b", 4)).isEqualTo(Outcome.TAKEN);
    assertThat(shares.take("c", 3)).isEqualTo(Outcome.FULL);
    assertThat(shares.take("c", 2)).isEqualTo(Outcome.TAKEN);
    assertThat(shares.all()).isEqualTo(10);
  }

  @Test
  void forgetsAnAddressThatHoldsNothing() {
    shares.take("a", 3);
    shares.take("a", 1);
    shares.giveBack("a", 3);
    assertThat(shares.addresses()).isEqualTo(1);
    shares.giveBack("a", 1);
    assertThat(shares.addresses()).isZero();
    assertThat(shares.all()).isZero();
  }

  @Test
  void givesEachAddressTheLeastAtAnyRate() {
    Shares small = new Shares(100, 1, 30);
    assertThat(small.take("a", 30)).isEqualTo(Outcome.TAKEN);
    assertThat(small.take("a", 1)).isEqualTo(Outcome.ADDRESS_FULL);
  }
}
