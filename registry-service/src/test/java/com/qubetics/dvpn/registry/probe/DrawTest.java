package com.qubetics.dvpn.registry.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DrawTest {
  private static final Bytes32 SEED = seed(7);

  @Test
  void drawsSevenOfOtherProvidersAndPrefixesAndAtMostTwoOfOne() {
    List<ProbeCandidate> snapshot = network(200, 40);
    var byName = snapshot.stream().collect(Collectors.toMap(c -> c.node().toString(), c -> c));

    var drawn = Draw.of(SEED, 5, snapshot);

    for (ProbeCandidate target : snapshot) {
      List<ProberName> probers = drawn.get(target.node());
      assertThat(probers).hasSize(7).doesNotHaveDuplicates();
      var nodes = probers.stream().map(p -> byName.get(p.name())).toList();
      assertThat(nodes)
          .allSatisfy(
              prober -> {
                assertThat(prober.provider()).isNotEqualTo(target.provider());
                assertThat(prober.prefix()).isNotEqualTo(target.prefix());
              });
      assertThat(nodes.stream().collect(Collectors.groupingBy(ProbeCandidate::provider)).values())
          .allMatch(ofOne -> ofOne.size() <= Draw.PER_PROVIDER);
    }
  }

  @Test
  void fillsUpWithTheOperatorsWhileThereAreTooFew() {
    List<ProbeCandidate> four =
        List.of(
            candidate(1, 1, 1, true),
            candidate(2, 1, 2, true),
            candidate(3, 2, 3, true),
            candidate(4, 3, 1, false));

    var drawn = Draw.of(SEED, 0, four);

    assertThat(names(drawn.get(node(1))))
        .containsExactlyInAnyOrder(
            node(3).toString(),
            "operator-1",
            "operator-2",
            "operator-3",
            "operator-4",
            "operator-5",
            "operator-6");
    assertThat(names(drawn.get(node(4)))).contains(node(2).toString(), node(3).toString());
    assertThat(Draw.of(SEED, 0, List.of(candidate(1, 1, 1, true))).get(node(1)))
        .allMatch(ProberName::isOperator);
  }

  @Test
  void isTheSameForTheSameSeedAndSnapshotInAnyOrder() {
    List<ProbeCandidate> snapshot = network(60, 20);
    List<ProbeCandidate> shuffled = new ArrayList<>(snapshot);
    Collections.shuffle(shuffled, new Random(3));

    assertThat(Draw.of(SEED, 9, shuffled)).isEqualTo(Draw.of(SEED, 9, snapshot));
    assertThat(Draw.of(seed(8), 9, snapshot)).isNotEqualTo(Draw.of(SEED, 9, snapshot));
    assertThat(Draw.of(SEED, 10, snapshot)).isNotEqualTo(Draw.of(SEED, 9, snapshot));
  }

  @Test
  void spreadsTheWorkEvenly() {
    List<ProbeCandidate> snapshot = network(100, 50);
    var counts =
        Draw.of(SEED, 1, snapshot).values().stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(p -> p, Collectors.counting()));

    assertThat(counts.values()).allMatch(count -> count < 25);
    assertThat(counts).hasSizeGreaterThan(95);
  }

  private static List<String> names(List<ProberName> probers) {
    return probers.stream().map(ProberName::name).toList();
  }

  private static List<ProbeCandidate> network(int nodes, int providers) {
    List<ProbeCandidate> snapshot = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      snapshot.add(candidate(i, i % providers, i / 3, true));
    }
    return snapshot;
  }

  private static ProbeCandidate candidate(int node, int provider, int prefix, boolean probes) {
    return new ProbeCandidate(
        node(node), new Account(address(200, provider)), "10.0." + prefix + ".0/24", probes, 0);
  }

  private static NodeId node(int number) {
    return new NodeId(address(1, number));
  }

  private static Address address(int kind, int number) {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[0] = (byte) kind;
    bytes[19] = (byte) number;
    return Address.of(bytes);
  }

  private static Bytes32 seed(int value) {
    byte[] bytes = new byte[Bytes32.LENGTH];
    bytes[3] = (byte) value;
    return Bytes32.of(bytes);
  }
}
