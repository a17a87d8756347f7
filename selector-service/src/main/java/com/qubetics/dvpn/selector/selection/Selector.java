package com.qubetics.dvpn.selector.selection;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import com.qubetics.dvpn.selector.constraint.Constraint;
import com.qubetics.dvpn.selector.constraint.Judgement;
import com.qubetics.dvpn.selector.scoring.Ranking;
import com.qubetics.dvpn.selector.scoring.Score;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.Selection.Reason;
import com.qubetics.dvpn.wire.selection.Selection.Reason.Code;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The choice itself: a pure function of snapshot, request and seed.
final class Selector {
  static final int MAX_REJECTED = 100;

  private Selector() {}

  static Selection select(Snapshot snapshot, SelectionRequest request, Bytes32 seed) {
    Judgement judgement = Judgement.of(wanted(snapshot, request), constraints(request));
    List<Ranking.Ranked> ranking = ranking(judgement.accepted(), request, seed);
    return new Selection(
        seed,
        snapshot.id(),
        ranking.stream().map(ranked -> choice(ranked, request.near() != null)).toList(),
        judgement.rejected().stream().limit(MAX_REJECTED).toList(),
        judgement.rejected().size());
  }

  private static List<Ranking.Ranked> ranking(
      List<Candidate> accepted, SelectionRequest request, Bytes32 seed) {
    SelectionRequest.Near near = request.near();
    return near == null
        ? Ranking.anywhere(accepted, seed, request.wanted())
        : Ranking.of(accepted, near.latitude(), near.longitude(), seed, request.wanted());
  }

  /// Nodes that are asked for by name are judged alone, so that the answer says of each what is in
  /// the way, and nothing of the others.
  private static Snapshot wanted(Snapshot snapshot, SelectionRequest request) {
    Set<NodeId> nodes = orNone(request.nodes());
    return nodes.isEmpty()
        ? snapshot
        : new Snapshot(
            snapshot.id(),
            snapshot.candidates().stream()
                .filter(candidate -> nodes.contains(candidate.node()))
                .toList());
  }

  /// What every client needs, and what this one asks for.
  private static List<Constraint> constraints(SelectionRequest request) {
    List<Constraint> all = new ArrayList<>(Constraint.ALWAYS);
    all.add(new Constraint.InCountries(orNone(request.countries())));
    all.add(new Constraint.NotNodes(orNone(request.excludeNodes())));
    all.add(new Constraint.NotProviders(orNone(request.excludeProviders())));
    return all;
  }

  private static <T> Set<T> orNone(@Nullable Set<T> values) {
    return values == null ? Set.of() : values;
  }

  private static Selection.Choice choice(Ranking.Ranked ranked, boolean located) {
    Candidate candidate = ranked.candidate();
    return new Selection.Choice(
        candidate.node(),
        candidate.provider(),
        Objects.requireNonNull(candidate.place()),
        Objects.requireNonNull(candidate.endpoint()),
        candidate.tunnelKey(),
        ranked.score().total(),
        reasons(ranked, located));
  }

  /// @param located whether the client said where it is
  private static List<Reason> reasons(Ranking.Ranked ranked, boolean located) {
    Score score = ranked.score();
    List<Reason> reasons = new ArrayList<>();
    if (located) {
      reasons.add(new Reason(Code.DISTANCE_KM, score.distanceKm()));
      reasons.add(new Reason(Code.ROUND_TRIP_MICROS, score.roundTripMicros()));
    }
    reasons.add(new Reason(Code.LOAD_BASIS_POINTS, score.loadBasisPoints()));
    reasons.add(new Reason(Code.LOSS_BASIS_POINTS, score.lossBasisPoints()));
    reasons.add(new Reason(Code.UP_BASIS_POINTS, score.upBasisPoints()));
    reasons.add(new Reason(Code.FREE_KBIT, score.freeKbit()));
    switch (ranked.condition()) {
      case FIT -> {}
      case FILLING_UP -> reasons.add(new Reason(Code.FILLING_UP, 1));
      case UNHEALTHY -> reasons.add(new Reason(Code.UNHEALTHY, 1));
    }
    if (ranked.explored()) {
      reasons.add(new Reason(Code.EXPLORED, 1));
    }
    return reasons;
  }
}
