package com.qubetics.dvpn.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Simulation SHORT = Simulation.shortOne(1);

  /// Where a rule set decides; the others are the same under both.
  private static final Set<String> PROFITABLE_UNDER_RULE_SET_1 =
      Set.of(
          "script-node",
          "overstated-capacity",
          "flood-for-a-tenth",
          "price-arbitrage",
          "walked-purse");

  private static final Set<String> FLOODS_WITHOUT_A_GAP = Set.of("flood-all-day");

  private static List<Verdict> verdicts = List.of();

  @BeforeAll
  static void goThroughTheShortYear() throws InterruptedException {
    verdicts = SHORT.run(Rules.SECOND, Attacks.all());
  }

  @Test
  void noCheatWithinTheAssumptionsGains() {
    assertThat(verdicts)
        .filteredOn(Verdict::within)
        .hasSizeGreaterThan(20)
        .allSatisfy(of -> assertThat(of.net()).as(of.name()).isNotPositive());
  }

  @Test
  void cheatsGainUnderRuleSet1() throws InterruptedException {
    assertThat(SHORT.run(Rules.FIRST, Attacks.all()))
        .filteredOn(of -> PROFITABLE_UNDER_RULE_SET_1.contains(of.name()))
        .hasSameSizeAs(PROFITABLE_UNDER_RULE_SET_1)
        .allSatisfy(of -> assertThat(of.net()).as(of.name()).isPositive());
  }

  @Test
  void findsWhatLiesBeyondTheAssumptions() {
    Map<String, Verdict> found =
        verdicts.stream().collect(Collectors.toMap(Verdict::name, Function.identity()));

    assertThat(
            List.of(
                "liars-60",
                "agreed-liars-30",
                "bribed-watchers-3",
                "promo-farm",
                "many-stakes-one-line",
                "split-stake-for-users",
                "stolen-proposer-key-unaudited"))
        .allSatisfy(
            name -> {
              assertThat(found.get(name).within()).as(name).isFalse();
              assertThat(found.get(name).net()).as(name).isPositive();
            });
  }

  @Test
  void slashesNobodyHonestWithinTheAssumptions() {
    assertThat(verdicts)
        .filteredOn(Verdict::within)
        .allSatisfy(
            of -> {
              assertThat(of.honestSlashed()).as(of.name()).isZero();
              if (!FLOODS_WITHOUT_A_GAP.contains(of.name())) {
                assertThat(of.honestJailed()).as(of.name()).isZero();
              }
            });
  }

  @Test
  void jailsAScriptNodeWithinThreeEpochsAndSlashesItAfterwards() {
    Attack script =
        Attacks.all().stream()
            .filter(of -> of.name().equals("script-node"))
            .findFirst()
            .orElseThrow();
    World world = new World(50, 1);

    Verdict three = script.judge(world, Rules.SECOND, 3);
    Verdict ten = script.judge(world, Rules.SECOND, 10);

    assertThat(three.struck()).isEqualTo(world.ownNodes());
    assertThat(three.gain()).isZero();
    assertThat(ten.cost()).isGreaterThan(Economy.tics("50"));
  }

  @Test
  void comesToTheSameWithTheSameSeedAndToSomethingElseWithAnother() throws InterruptedException {
    List<Attack> one = List.of(Attacks.all().get(1));
    Simulation few = new Simulation(7, 5, List.of(50));

    assertThat(few.run(Rules.SECOND, one)).isEqualTo(few.run(Rules.SECOND, one));
    assertThat(new Simulation(8, 5, List.of(50)).run(Rules.SECOND, one))
        .isNotEqualTo(few.run(Rules.SECOND, one));
  }

  @Test
  void paysTheWholeBudgetAndTheFeesToSomebody() {
    World world = new World(50, 1);
    Scenario all = Scenario.of(world.honest(50), BigInteger.ZERO);

    Tally tally = Network.run(world, Rules.SECOND, all, 10);

    assertThat(tally.cheat()).isZero();
    assertThat(tally.honest()).isBetween(Economy.tics("740"), Economy.tics("750"));
  }

  @Test
  void refusesNetworksThatItIsNotMadeFor() {
    assertThatThrownBy(() -> new Simulation(1, 1, List.of(49)))
        .hasMessage("nodes: 49 (expected: 50 to 1000)");
    assertThatThrownBy(() -> new Simulation(1, 1, List.of(1001)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Simulation(1, 0, List.of(50)))
        .hasMessage("epochs: 0 (expected: 1 or more)");
  }
}
