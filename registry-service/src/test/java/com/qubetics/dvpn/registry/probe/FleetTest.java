package com.qubetics.dvpn.registry.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Draws over whole fleets: honest nodes that serve beside any number that are dead, new or idle.
class FleetTest {
  private static final int SLOTS = 6;

  private final Random random = new Random(7);

  static Stream<Arguments> fleets() {
    return Stream.of(
        Arguments.of("alone", 1, 1, 0),
        Arguments.of("one provider", 40, 1, 200),
        Arguments.of("few providers", 12, 3, 500),
        Arguments.of("as many dead as active", 60, 20, 60),
        Arguments.of("ten dead to one", 100, 40, 1_000),
        Arguments.of("thirty dead to one", 100, 40, 3_000),
        Arguments.of("a hundred dead to one", 100, 40, 10_000),
        Arguments.of("one big provider beside small ones", 100, -20, 2_000),
        Arguments.of("nobody active", 0, 5, 10_000),
        Arguments.of("large", 1_500, 400, 3_000));
  }

  @ParameterizedTest(name = "{0}: {1} active of {2} providers, {3} waiting")
  @MethodSource("fleets")
  void noServingNodeIsDownByTheNumberOfOthers(String name, int active, int providers, int waiting) {
    List<ProbeCandidate> snapshot = fleet(active, providers, waiting);
    List<ProbeCandidate> serving = snapshot.stream().filter(ProbeCandidate::probes).toList();
    for (long slot = 0; slot < SLOTS; slot++) {
      Bytes32 seed = seed();
      var drawn = Draw.of(seed, slot, snapshot);

      // What waits changes nothing for those who serve.
      Map<NodeId, List<ProberName>> ofServing = new HashMap<>(drawn);
      ofServing.keySet().retainAll(serving.stream().map(ProbeCandidate::node).toList());
      assertThat(ofServing).isEqualTo(Draw.of(seed, slot, serving)).hasSize(active);
      assertThat(drawn.values()).allMatch(probers -> probers.size() == Draw.PROBERS);

      loads(drawn)
          .forEach(
              (prober, load) -> {
                if (!prober.isOperator()) {
                  assertThat(load).as(prober.name()).isLessThanOrEqualTo(Draw.MAX_LOAD);
                }
              });
      assertThat(
              drawn.entrySet().stream()
                  .filter(entry -> !ofServing.containsKey(entry.getKey()))
                  .flatMap(entry -> entry.getValue().stream())
                  .filter(ProberName::isOperator))
          .hasSizeLessThanOrEqualTo(Draw.OPERATOR_LOAD);

      // A third of the probers tells nothing: that is no word against anybody.
      Set<String> silent = silentThird(serving);
      ofServing.forEach(
          (node, probers) -> {
            int answers = (int) probers.stream().filter(p -> !silent.contains(p.name())).count();
            assertThat(SlotVerdict.of(answers, 0)).isNotEqualTo(SlotVerdict.DOWN);
            assertThat(SlotVerdict.of(answers, 0) == SlotVerdict.UP)
                .isEqualTo(answers >= Draw.QUORUM);
          });
    }
  }

  @Test
  void aNewcomerAmongTenThousandThatWaitIsProbedSoonAndThePlacesAreUsed() {
    List<ProbeCandidate> snapshot = fleet(100, 40, 0);
    for (int i = 0; i < 10_000; i++) {
      snapshot.add(candidate(10_000 + i, i, i, false, 0));
    }
    NodeId newcomer = snapshot.getLast().node();
    int probed = 0;
    for (long slot = 0; slot < 150; slot++) {
      var drawn = Draw.of(seed(), slot, snapshot);
      assertThat(drawn.size()).isBetween(400, 700);
      probed += drawn.containsKey(newcomer) ? 1 : 0;
    }
    // Two up in a row make it active.
    assertThat(probed).isGreaterThanOrEqualTo(2);
  }

  @Test
  void whatStaysDownIsProbedEverLessOftenButNeverForgotten() {
    for (int number = 0; number < 50; number++) {
      long down = 0;
      long last = 0;
      int probes = 0;
      for (long slot = 1_000; down < 1_000; slot++, down++) {
        if (Draw.isDue(candidate(number, 1, 1, false, down), slot)) {
          assertThat(down - last)
              .isLessThanOrEqualTo(Math.clamp(down / 4, 1, Draw.LONGEST_INTERVAL) * 2);
          last = down;
          probes++;
        }
      }
      assertThat(probes).isBetween(40, 60);
      assertThat(1_000 - last).isLessThanOrEqualTo(Draw.LONGEST_INTERVAL);
    }
    assertThat(Draw.isDue(candidate(1, 1, 1, true, 999), 3)).isTrue();
  }

  @Test
  void theDeadAreSpreadOverTheSlots() {
    List<ProbeCandidate> dead = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      dead.add(candidate(i, i, i, false, 500));
    }
    for (long slot = 77; slot < 77 + Draw.LONGEST_INTERVAL; slot++) {
      long present = slot;
      assertThat(dead.stream().filter(node -> Draw.isDue(node, present)).count())
          .isBetween(230L, 400L);
    }
  }

  @Test
  void theOrderFavoursNobody() {
    List<ProbeCandidate> snapshot = fleet(30, 15, 0);
    for (int i = 0; i < 2_000; i++) {
      snapshot.add(candidate(5_000 + i, i, i, false, 0));
    }
    Set<NodeId> probed = new HashSet<>();
    for (long slot = 0; slot < 60; slot++) {
      probed.addAll(Draw.of(seed(), slot, snapshot).keySet());
    }
    assertThat(probed.size()).isGreaterThan(2_020);
  }

  private List<ProbeCandidate> fleet(int active, int providers, int waiting) {
    List<ProbeCandidate> snapshot = new ArrayList<>();
    for (int i = 0; i < active; i++) {
      // Below zero: every second node is one provider's.
      int provider = providers > 0 ? i % providers : i % 2 == 0 ? 0 : i % -providers;
      snapshot.add(candidate(i, provider, i / 3, true, 0));
    }
    for (int i = 0; i < waiting; i++) {
      snapshot.add(candidate(100_000 + i, 1_000 + i, 1_000 + i, false, random.nextInt(20)));
    }
    return snapshot;
  }

  private Set<String> silentThird(List<ProbeCandidate> serving) {
    Set<String> silent = new HashSet<>();
    for (ProbeCandidate node : serving) {
      if (random.nextInt(3) == 0) {
        silent.add(node.node().toString());
      }
    }
    return silent;
  }

  private static Map<ProberName, Integer> loads(Map<NodeId, List<ProberName>> drawn) {
    Map<ProberName, Integer> loads = new HashMap<>();
    drawn.values().forEach(of -> of.forEach(prober -> loads.merge(prober, 1, Integer::sum)));
    return loads;
  }

  private static ProbeCandidate candidate(
      int node, int provider, int prefix, boolean probes, long downSlots) {
    return new ProbeCandidate(
        new NodeId(address(1, node)),
        new Account(address(2, provider)),
        "prefix-" + prefix,
        probes,
        downSlots);
  }

  private static Address address(int kind, int number) {
    return Address.of(
        ByteBuffer.allocate(Address.LENGTH).put((byte) kind).putInt(16, number).array());
  }

  private Bytes32 seed() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
