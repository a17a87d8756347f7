package com.qubetics.dvpn.selector.scoring;

import static com.qubetics.dvpn.selector.TestNodes.BERLIN_LATITUDE;
import static com.qubetics.dvpn.selector.TestNodes.BERLIN_LONGITUDE;
import static com.qubetics.dvpn.selector.TestNodes.FRANKFURT;
import static com.qubetics.dvpn.selector.TestNodes.SYDNEY;
import static com.qubetics.dvpn.selector.TestNodes.busy;
import static com.qubetics.dvpn.selector.TestNodes.load;
import static com.qubetics.dvpn.selector.TestNodes.losing;
import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.selector.candidate.Load;
import org.junit.jupiter.api.Test;

class ScoreTest {

  @Test
  void isTheWorkedNumberOfItsDocumentation() {
    Load load = new Load(1, 20, 100, 50_000, 250_000, 9_950, 0, false);

    Score score = Score.of(FRANKFURT, load, BERLIN_LATITUDE, BERLIN_LONGITUDE);

    assertThat(score).isEqualTo(new Score(8007, 9504, 423, 9345, 2000, 0, 9950, 200_000));
  }

  @Test
  void fallsWithEveryFactorByItself() {
    long best = total(FRANKFURT, load());

    assertThat(total(SYDNEY, load())).isLessThan(best / 4);
    assertThat(total(FRANKFURT, busy(50))).isEqualTo(best * 3 / 4);
    assertThat(total(FRANKFURT, losing(100))).isEqualTo(best * 8 / 10);
    assertThat(total(FRANKFURT, new Load(1, 0, 100, 0, 250_000, 9_000, 0, false)))
        .isEqualTo(best * 81 / 100);
    assertThat(total(FRANKFURT, new Load(1, 0, 100, 0, 50_000, 10_000, 0, false)))
        .isEqualTo(best * 5 / 8);
  }

  @Test
  void isZeroForANodeThatLosesTooMuchOrIsNeverUp() {
    assertThat(total(FRANKFURT, losing(500))).isZero();
    assertThat(total(FRANKFURT, losing(10_000))).isZero();
    assertThat(total(FRANKFURT, new Load(1, 0, 100, 0, 250_000, 0, 0, false))).isZero();
  }

  @Test
  void takesTheWorseOfPeersAndTraffic() {
    assertThat(new Load(1, 10, 100, 200_000, 250_000, 10_000, 0, false).basisPoints())
        .isEqualTo(8_000);
    assertThat(new Load(1, 90, 100, 0, 250_000, 10_000, 0, false).basisPoints()).isEqualTo(9_000);
    assertThat(new Load(1, 0, 0, 0, 0, 10_000, 0, false).basisPoints()).isEqualTo(10_000);
  }

  private static long total(Place place, Load load) {
    return Score.of(place, load, BERLIN_LATITUDE, BERLIN_LONGITUDE).total();
  }
}
