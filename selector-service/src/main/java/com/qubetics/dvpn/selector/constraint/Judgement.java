package com.qubetics.dvpn.selector.constraint;

import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import com.qubetics.dvpn.wire.selection.Rejection;
import com.qubetics.dvpn.wire.selection.Selection.Rejected;
import java.util.ArrayList;
import java.util.List;

/// A snapshot parted by constraints.
///
/// @param accepted nodes for which all hold, sorted by node
/// @param rejected the others with every constraint that does not hold, sorted by node
public record Judgement(List<Candidate> accepted, List<Rejected> rejected) {

  public Judgement {
    accepted = List.copyOf(accepted);
    rejected = List.copyOf(rejected);
  }

  public static Judgement of(Snapshot snapshot, List<Constraint> constraints) {
    List<Candidate> accepted = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    for (Candidate candidate : snapshot.candidates()) {
      List<Rejection> reasons =
          constraints.stream()
              .filter(constraint -> !constraint.holds(candidate))
              .map(Constraint::rejection)
              .toList();
      if (reasons.isEmpty()) {
        accepted.add(candidate);
      } else {
        rejected.add(new Rejected(candidate.node(), reasons));
      }
    }
    return new Judgement(accepted, rejected);
  }
}
