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

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.selector.candidate.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final int SEEDS = 2_000;

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
  void sharesTheFirstPlaceByTheSquareOfTheScore() {
    // Half load leaves 75 % of the score: weights 16 to 9.
    List<Candidate> nodes = List.of(node(1, FRANKFURT, load()), node(2, FRANKFURT, busy(50)));

    assertThat(firsts(nodes, 1)).isBetween(SEEDS * 61 / 100, SEEDS * 67 / 100);
  }

  @Test
  void keepsFarNodesBehindNearOnesHoweverMany() {
    List<Candidate> nodes = new ArrayList<>(List.of(node(1, FRANKFURT, load())));
    for (int i = 2; i < 500; i++) {
      nodes.add(node(i, SYDNEY, load()));
    }

    assertThat(firsts(nodes, 1)).isEqualTo(SEEDS);
  }

  @Test
  void doesNotDrawAWorthlessNodeWhileAnotherHasAScore() {
    List<Candidate> nodes = List.of(node(1, FRANKFURT, losing(500)), node(2, PARIS, load()));

    assertThat(firsts(nodes, 2)).isEqualTo(SEEDS);
    assertThat(ranked(nodes, 1, 2)).containsExactly(id(2), id(1));
  }

  @Test
  void drawsEvenlyWhenNoNodeIsWorthAnything() {
    List<Candidate> nodes = List.of(node(1, FRANKFURT, losing(500)), node(2, PARIS, losing(900)));

    assertThat(firsts(nodes, 1)).isBetween(SEEDS * 46 / 100, SEEDS * 54 / 100);
  }

  @Test
  void triesANewcomerNowAndThen() {
    List<Candidate> nodes =
        List.of(
            node(1, FRANKFURT, load()),
            newcomer(2, PARIS, losing(400)),
            newcomer(3, SYDNEY, load()));

    assertThat(firsts(nodes, 2)).isBetween(SEEDS * 3 / 100, SEEDS * 7 / 100);
    assertThat(firsts(nodes, 3)).isZero();
  }

  @Test
  void spreadsClientsOverTheGoodNodes() {
    Set<NodeId> seen = new HashSet<>();
    for (int i = 0; i < SEEDS; i++) {
      seen.add(ranked(many(40), i, 1).getFirst());
    }
    assertThat(seen).hasSize(Ranking.DRAWN);
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
    return Ranking.of(nodes, BERLIN_LATITUDE, BERLIN_LONGITUDE, seed(seed), limit).stream()
        .map(ranked -> ranked.candidate().node())
        .toList();
  }
}
