package com.qubetics.dvpn.selector.selection;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import com.qubetics.dvpn.selector.constraint.Judgement;
import com.qubetics.dvpn.selector.scoring.Ranking;
import java.util.List;

/// The choice itself: a pure function of snapshot, request and seed.
final class Selector {
  static final int MAX_REJECTED = 100;

  private Selector() {}

  static Selection select(Snapshot snapshot, SelectionRequest request, Bytes32 seed) {
    Judgement judgement = Judgement.of(snapshot, request.constraints());
    List<Ranking.Ranked> ranking =
        Ranking.of(
            judgement.accepted(),
            request.near().latitude(),
            request.near().longitude(),
            seed,
            request.wanted());
    return new Selection(
        seed,
        snapshot.id(),
        ranking.stream().map(Selection.Choice::of).toList(),
        judgement.rejected().stream().limit(MAX_REJECTED).toList(),
        judgement.rejected().size());
  }
}
