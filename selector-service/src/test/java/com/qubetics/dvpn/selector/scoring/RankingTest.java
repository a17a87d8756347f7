package com.qubetics.dvpn.selector.scoring;

import static com.qubetics.dvpn.selector.TestNodes.BERLIN_LATITUDE;
import static com.qubetics.dvpn.selector.TestNodes.BERLIN_LONGITUDE;
import static com.qubetics.dvpn.selector.TestNodes.FRANKFURT;
import static com.qubetics.dvpn.selector.TestNodes.PARIS;
import static com.qubetics.dvpn.selector.TestNodes.SYDNEY;
import static com.qubetics.dvpn.selector.TestNodes.busy;
import static com.qubetics.dvpn.selector.TestNodes.id;
import static com.qubetics.dvpn.selector.TestNodes.load;
import static com.qubetics.dvpn.selector.TestNodes.losing;
import static com.qubetics.dvpn.selector.TestNodes.newcomer;
import static com.qubetics.dvpn.selector.TestNodes.node;
import static com.qubetics.dvpn.selector.TestNodes.seed;
import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Load;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RankingTest {
  private static final int SEEDS = 2_000;
  private static final Place MAINZ = new Place("Mainz", "DE", 50.0, 8.25);
  private static final Place MANNHEIM = new Place("Mannheim", "DE", 49.49, 8.47);

  @Test
  void dependsOnNothingButNodesPlaceAndSeed() {
    List<Candidate> nodes = many(200);
    List<Candidate> shuffled = new ArrayList<>(nodes);
    Collections.reverse(shuffled);

    for (int i = 0; i < 50; i++) {
      assertThat(ranked(shuffled, i, 10)).isEqualTo(ranked(nodes, i, 10));
    }
    assertThat(ranked(nodes, 1, 10)).isNotEqualTo(ranked(nodes, 2, 10));
  }

  @Test
  void namesEachNodeOnceAndAsManyAsAreWanted() {
    for (int i = 0; i < 200; i++) {
      assertThat(ranked(many(60), i, 10)).hasSize(10).doesNotHaveDuplicates();
    }
    assertThat(ranked(many(2), 1, 10)).hasSize(2);
    assertThat(ranked(List.of(), 1, 10)).isEmpty();
  }

  @Test
  void isTheWorkedNumberOfItsDocumentation() {
    List<Candidate> nodes =
        List.of(
            node(1, FRANKFURT, load()),
            node(2, MAINZ, busy(50)),
            node(3, MANNHEIM, busy(80)),
            node(4, PARIS, load()));
    int firsts = 0;
    for (int i = 0; i < SEEDS; i++) {
      List<NodeId> order = inFrankfurt(nodes, i, 4);
      assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(id(1), id(2));
      assertThat(order.subList(2, 4)).containsExactly(id(4), id(3));
      firsts += order.getFirst().equals(id(1)) ? 1 : 0;
    }
    assertThat(firsts).isBetween(SEEDS * 61 / 100, SEEDS * 67 / 100);
    assertThat(inFrankfurt(nodes.subList(2, 4), 1, 4)).containsExactly(id(4), id(3));
  }

  @Test
  void givesTheNearestIdleNodeAlways() {
    List<Candidate> nodes =
        List.of(newcomer(1, PARIS, load()), node(2, FRANKFURT, load()), node(3, SYDNEY, load()));

    for (int i = 0; i < SEEDS; i++) {
      assertThat(ranked(nodes, i, 3)).containsExactly(id(2), id(1), id(3));
    }
  }

  @Test
  void sharesTheFirstPlaceAmongEqualsByTheSquareOfTheirQuality() {
    // Half load leaves 75 % of the quality: weights 16 to 9.
    List<Candidate> nodes = List.of(node(1, FRANKFURT, load()), node(2, FRANKFURT, busy(50)));

    assertThat(firsts(nodes, 1)).isBetween(SEEDS * 61 / 100, SEEDS * 67 / 100);
  }

  @Test
  void sharesAllPlacesEvenlyAmongNodesThatDifferInNothing() {
    List<Candidate> nodes = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      nodes.add(node(i, FRANKFURT, load()));
    }

    for (int number = 1; number <= 40; number += 13) {
      assertThat(firsts(nodes, number)).isBetween(SEEDS / 70, SEEDS / 25);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void putsBehindAFarOneANodeThat(String name, Load load) {
    List<Candidate> nodes = List.of(node(1, FRANKFURT, load), node(2, SYDNEY, load()));

    for (int i = 0; i < 100; i++) {
      assertThat(ranked(nodes, i, 2)).containsExactly(id(2), id(1));
    }
  }

  static Stream<Arguments> putsBehindAFarOneANodeThat() {
    return Stream.of(
        Arguments.of("carries 70 %", busy(70)),
        Arguments.of("moves 70 %", new Load(1, 0, 100, 175_000, 250_000, 10_000, 0, false)),
        Arguments.of("has 19.9 Mbit/s left", new Load(1, 0, 9, 100, 20_000, 10_000, 0, false)),
        Arguments.of("loses more than a quarter", losing(2_501)),
        Arguments.of("was down in a third", new Load(1, 0, 100, 0, 250_000, 6_665, 0, false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void keepsBeforeAFarOneANodeThat(String name, Load load) {
    List<Candidate> nodes = List.of(node(1, FRANKFURT, load), node(2, PARIS, load()));

    for (int i = 0; i < 100; i++) {
      assertThat(ranked(nodes, i, 2)).containsExactly(id(1), id(2));
    }
  }

  static Stream<Arguments> keepsBeforeAFarOneANodeThat() {
    return Stream.of(
        Arguments.of("carries 69 %", busy(69)),
        Arguments.of("is small and idle", new Load(1, 0, 9, 0, 20_000, 10_000, 0, false)),
        Arguments.of("lost one probe of seven", losing(1_428)),
        Arguments.of("missed one of three slots", new Load(1, 0, 9, 0, 250_000, 6_666, 0, false)));
  }

  @Test
  void putsAFillingNodeBeforeAnUnhealthyOneAndOrdersBothByDistance() {
    List<Candidate> nodes =
        List.of(
            node(1, FRANKFURT, losing(5_000)),
            node(2, SYDNEY, busy(90)),
            node(3, PARIS, losing(3_000)),
            node(4, PARIS, busy(99)));

    for (int i = 0; i < 100; i++) {
      assertThat(ranked(nodes, i, 4)).containsExactly(id(4), id(2), id(1), id(3));
    }
  }

  @Test
  void drawsEvenlyAmongEqualsOfNoQuality() {
    List<Candidate> nodes =
        List.of(node(1, FRANKFURT, losing(5_000)), node(2, FRANKFURT, losing(9_000)));

    assertThat(firsts(nodes, 1)).isBetween(SEEDS * 46 / 100, SEEDS * 54 / 100);
  }

  @Test
  void triesANewcomerNowAndThenIfItIsEqualToTheBest() {
    List<Candidate> nodes =
        List.of(
            node(1, FRANKFURT, load()),
            // One probe lost: drawn with next to no weight, so only as a newcomer.
            newcomer(2, FRANKFURT, losing(1_428)),
            newcomer(3, PARIS, load()),
            newcomer(4, FRANKFURT, busy(90)));

    assertThat(firsts(nodes, 2)).isBetween(SEEDS * 3 / 100, SEEDS * 7 / 100);
    assertThat(firsts(nodes, 1) + firsts(nodes, 2)).isEqualTo(SEEDS);
  }

  @Test
  void putsNoNodeBeforeOneThatIsBetterInAnyFleetWithAnySeed() {
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      List<Candidate> fleet = fleet(random);
      Bytes32 seed = seed(random.nextInt());
      double latitude = random.nextDouble(45, 55);
      double longitude = random.nextDouble(0, 20);
      int limit = 1 + random.nextInt(10);

      List<Ranking.Ranked> order = Ranking.of(fleet, latitude, longitude, seed, limit);

      Collections.shuffle(fleet, random);
      assertThat(Ranking.of(fleet, latitude, longitude, seed, limit)).isEqualTo(order);
      assertThat(order).hasSize(Math.min(limit, fleet.size())).doesNotHaveDuplicates();
      assertNoneIsBeforeABetterOne(order, Ranking.of(fleet, latitude, longitude, seed, 99));
    }
  }

  /// @param all the same order to its end: who is left out of a short answer is not better either
  private static void assertNoneIsBeforeABetterOne(
      List<Ranking.Ranked> order, List<Ranking.Ranked> all) {
    assertThat(all.subList(0, order.size())).isEqualTo(order);
    for (int first = 0; first < all.size(); first++) {
      for (int later = first + 1; later < all.size(); later++) {
        assertThat(isBetter(all.get(later).score(), all.get(first).score()))
            .as("%s before %s", all.get(first), all.get(later))
            .isFalse();
      }
    }
  }

  private static boolean isBetter(Score one, Score other) {
    int byCondition = one.condition().compareTo(other.condition());
    long longer = other.roundTripMicros() - one.roundTripMicros();
    return byCondition < 0
        || (byCondition == 0 && longer > 2_000 && longer * 100 > one.roundTripMicros() * 5);
  }

  /// Nodes within some hundred kilometres and a few far away, in every condition, some of them new.
  private static List<Candidate> fleet(Random random) {
    List<Candidate> nodes = new ArrayList<>();
    for (int i = random.nextInt(1, 30); i > 0; i--) {
      Place place =
          random.nextInt(5) == 0
              ? SYDNEY
              : new Place("Somewhere", "DE", random.nextDouble(45, 55), random.nextDouble(0, 20));
      Load load =
          new Load(
              1,
              random.nextInt(100),
              100,
              random.nextInt(200_000),
              250_000,
              10_000 - random.nextInt(3) * 2_000,
              random.nextInt(3) * 1_428,
              false);
      nodes.add(random.nextInt(4) == 0 ? newcomer(i, place, load) : node(i, place, load));
    }
    return nodes;
  }

  private static List<Candidate> many(int count) {
    List<Candidate> nodes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      nodes.add(node(i, FRANKFURT, busy(i % 20)));
    }
    return nodes;
  }

  private static int firsts(List<Candidate> nodes, int number) {
    int firsts = 0;
    for (int i = 0; i < SEEDS; i++) {
      firsts += ranked(nodes, i, 1).getFirst().equals(id(number)) ? 1 : 0;
    }
    return firsts;
  }

  private static List<NodeId> ranked(List<Candidate> nodes, int seed, int limit) {
    return ranked(nodes, BERLIN_LATITUDE, BERLIN_LONGITUDE, seed, limit);
  }

  private static List<NodeId> inFrankfurt(List<Candidate> nodes, int seed, int limit) {
    return ranked(nodes, FRANKFURT.latitude(), FRANKFURT.longitude(), seed, limit);
  }

  private static List<NodeId> ranked(
      List<Candidate> nodes, double latitude, double longitude, int seed, int limit) {
    return Ranking.of(nodes, latitude, longitude, seed(seed), limit).stream()
        .map(ranked -> ranked.candidate().node())
        .toList();
  }
}
