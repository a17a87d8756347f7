package com.qubetics.dvpn.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {
  private static final Player NODE =
      new World(50, 1).with(49, 1, World.FULL_DEPOSIT, Conduct.honest(80_000), false).getLast();

  @ParameterizedTest(name = "{0} of the draws")
  @CsvSource({"0, 1", "0.2, 0.9953", "0.5, 0.7734", "1, 0"})
  void threeHonestProbersOfSevenFindANodeUp(double liars, double up) {
    assertThat(Probing.foundUp(liars)).isCloseTo(up, within(0.0001));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"0, 288", "0.01, 288", "0.5, 40", "0.99, 288", "1, 288"})
  void luckIsFairInTheMean(double chance, int count) {
    double mean =
        IntStream.range(0, 4_000)
            .mapToLong(i -> new Luck(1, i, 1, 1).of(count, chance))
            .average()
            .orElseThrow();

    assertThat(mean).isCloseTo(chance * count, within(0.15));
  }

  @Test
  void sessionsComeAsOftenAsTheyShall() {
    double mean =
        IntStream.range(0, 4_000)
            .mapToLong(i -> new Luck(1, i, 1, 1).poisson(4))
            .average()
            .orElseThrow();

    assertThat(mean).isCloseTo(4, within(0.1));
  }

  @Test
  void twoBribedWatchersOfFiveNeitherTakeANodeDownNorLiftIt() {
    Player rival = new World(50, 1).honest(1).getFirst();

    Watching taken = Watching.of(rival, 1, 2, new Luck(1, 1, 1, 1));
    Watching lifted = Watching.of(NODE, 0, 2, new Luck(1, 1, 1, 1));

    assertThat(taken.blind(5).passed()).isEqualTo(1_000);
    assertThat(taken.capacityKbit()).isBetween(45_000L, 500_000L);
    assertThat(lifted.blind(5).passed()).isZero();
    assertThat(lifted.capacityKbit()).isZero();
  }

  @Test
  void threeOfFiveDo() {
    Player rival = new World(50, 1).honest(1).getFirst();

    assertThat(Watching.of(rival, 1, 3, new Luck(1, 1, 1, 1)).blind(5).passed()).isZero();
    assertThat(Watching.of(NODE, 0, 3, new Luck(1, 1, 1, 1)).blind(5).passed()).isEqualTo(1_000);
  }
}
