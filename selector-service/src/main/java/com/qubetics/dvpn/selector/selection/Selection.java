package com.qubetics.dvpn.selector.selection;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.constraint.Judgement;
import com.qubetics.dvpn.selector.scoring.Condition;
import com.qubetics.dvpn.selector.scoring.Ranking;
import com.qubetics.dvpn.selector.scoring.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The answer: nodes in the order in which to try them, and why; and those ruled out, and why.
///
/// @param seed the one that was used, so that the answer can be had again
/// @param snapshot names the picture it was chosen from
/// @param rejected the first 100 by node id
/// @param rejectedInAll how many there are
record Selection(
    Bytes32 seed,
    String snapshot,
    List<Choice> candidates,
    List<Judgement.Rejected> rejected,
    int rejectedInAll) {

  /// @param score 0 to 10000
  record Choice(
      NodeId node,
      Account provider,
      Place place,
      Endpoint endpoint,
      TunnelKey tunnelKey,
      long score,
      List<Reason> reasons) {

    static Choice of(Ranking.Ranked ranked) {
      Candidate candidate = ranked.candidate();
      return new Choice(
          candidate.node(),
          candidate.provider(),
          Objects.requireNonNull(candidate.place()),
          Objects.requireNonNull(candidate.endpoint()),
          candidate.tunnelKey(),
          ranked.score().total(),
          reasons(ranked));
    }

    private static List<Reason> reasons(Ranking.Ranked ranked) {
      Score score = ranked.score();
      List<Reason> reasons = new ArrayList<>();
      reasons.add(new Reason("DISTANCE_KM", score.distanceKm()));
      reasons.add(new Reason("ROUND_TRIP_MICROS", score.roundTripMicros()));
      reasons.add(new Reason("LOAD_BASIS_POINTS", score.loadBasisPoints()));
      reasons.add(new Reason("LOSS_BASIS_POINTS", score.lossBasisPoints()));
      reasons.add(new Reason("UP_BASIS_POINTS", score.upBasisPoints()));
      reasons.add(new Reason("FREE_KBIT", score.freeKbit()));
      if (ranked.condition() != Condition.FIT) {
        reasons.add(new Reason(ranked.condition().name(), 1));
      }
      if (ranked.explored()) {
        reasons.add(new Reason("EXPLORED", 1));
      }
      return List.copyOf(reasons);
    }
  }

  /// @param code stable; carries the unit of `value`
  record Reason(String code, long value) {}
}
