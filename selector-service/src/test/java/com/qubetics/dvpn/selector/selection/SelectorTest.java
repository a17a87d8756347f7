package com.qubetics.dvpn.selector.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.selector.TestNodes;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import com.qubetics.dvpn.wire.selection.Rejection;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static final Snapshot SNAPSHOT =
      Snapshot.of(
          List.of(
              TestNodes.node(1, TestNodes.FRANKFURT, TestNodes.load()),
              TestNodes.node(2, TestNodes.SYDNEY, TestNodes.load()),
              TestNodes.node(3, TestNodes.PARIS, TestNodes.busy(80)),
              TestNodes.node(4, TestNodes.PARIS, TestNodes.busy(100))));

  private static SelectionRequest request(Set<NodeId> nodes) {
    return new SelectionRequest(null, null, nodes, null, null, null, null);
  }

  @Test
  void drawsAmongAllOfOneConditionWhereTheClientDoesNotSayWhereItIs() {
    Map<NodeId, Integer> first = new HashMap<>();
    for (int seed = 0; seed < 1_000; seed++) {
      Selection selection = Selector.select(SNAPSHOT, request(Set.of()), TestNodes.seed(seed));
      assertThat(selection.candidates()).hasSize(3);
      assertThat(selection.candidates().getLast().node()).isEqualTo(TestNodes.id(3));
      first.merge(selection.candidates().getFirst().node(), 1, Integer::sum);
    }
    assertThat(first).containsOnlyKeys(TestNodes.id(1), TestNodes.id(2));
    assertThat(first.values()).allSatisfy(times -> assertThat(times).isBetween(430, 570));
  }

  @Test
  void saysNothingOfDistanceToAClientThatDoesNotSayWhereItIs() {
    Selection selection = Selector.select(SNAPSHOT, request(Set.of()), TestNodes.seed(1));
    assertThat(selection.candidates().getFirst().score()).isEqualTo(10_000);
    assertThat(selection.candidates())
        .allSatisfy(
            candidate ->
                assertThat(candidate.reasons())
                    .extracting(Selection.Reason::code)
                    .doesNotContain(
                        Selection.Reason.Code.DISTANCE_KM, Selection.Reason.Code.ROUND_TRIP_MICROS)
                    .contains(Selection.Reason.Code.LOAD_BASIS_POINTS));
  }

  @Test
  void judgesOnlyTheNodesThatAreNamed() {
    Selection one = Selector.select(SNAPSHOT, request(Set.of(TestNodes.id(2))), TestNodes.seed(1));
    assertThat(one.candidates())
        .extracting(Selection.Choice::node)
        .containsExactly(TestNodes.id(2));
    assertThat(one.rejectedInAll()).isZero();

    Selection full = Selector.select(SNAPSHOT, request(Set.of(TestNodes.id(4))), TestNodes.seed(1));
    assertThat(full.candidates()).isEmpty();
    assertThat(full.rejected())
        .containsExactly(new Selection.Rejected(TestNodes.id(4), List.of(Rejection.FULL)));
    assertThat(full.snapshot()).isEqualTo(SNAPSHOT.id());
  }
}
