package com.qubetics.dvpn.rewards.epoch;

import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.rewards.proposal.Proposal;
import com.qubetics.dvpn.rewards.proposal.Proposals;
import com.qubetics.dvpn.rewards.reward.Workings;
import com.qubetics.dvpn.rewards.seal.Anchor;
import com.qubetics.dvpn.rewards.seal.Seal;
import com.qubetics.dvpn.rewards.seal.Seals;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// All epochs from 0 to the one that runs.
@Component
final class Epochs {
  private final EpochSchedule schedule;
  private final Clock clock;
  private final Seals seals;
  private final Workings workings;
  private final Proposals proposals;

  Epochs(EpochSchedule schedule, Clock clock, Seals seals, Workings workings, Proposals proposals) {
    this.schedule = schedule;
    this.clock = clock;
    this.seals = seals;
    this.workings = workings;
    this.proposals = proposals;
  }

  /// The epoch that runs; -1 before the first.
  long current() {
    return Math.max(-1, schedule.epochAt(clock.instant()));
  }

  Optional<EpochView> find(long epoch) {
    return epoch < 0 || epoch > current()
        ? Optional.empty()
        : between(epoch, epoch).stream().findFirst();
  }

  /// The epochs from..to, both included, newest first.
  List<EpochView> between(long from, long to) {
    List<Seal> closed = seals.between(from, to);
    List<Anchor> anchors = seals.anchorsBetween(from, to);
    List<Workings.Summary> computed = workings.between(from, to);
    List<Proposal> proposed = proposals.between(from, to);
    List<EpochView> views = new ArrayList<>();
    for (long epoch = to; epoch >= from; epoch--) {
      views.add(view(epoch, closed, anchors, computed, proposed));
    }
    return views;
  }

  private EpochView view(
      long epoch,
      List<Seal> closed,
      List<Anchor> anchors,
      List<Workings.Summary> computed,
      List<Proposal> proposed) {
    EpochView.SealView sessions = seal(epoch, EpochSealed.Kind.SESSIONS, closed, anchors);
    EpochView.SealView performance = seal(epoch, EpochSealed.Kind.PERFORMANCE, closed, anchors);
    Optional<Proposal> proposal = proposed.stream().filter(one -> one.covers(epoch)).findFirst();
    return new EpochView(
        epoch,
        RuleSet1.periodOf(epoch),
        state(sessions != null && performance != null, proposal),
        schedule.startOfEpoch(epoch),
        schedule.endOfEpoch(epoch),
        sessions,
        performance,
        rewards(epoch, computed),
        proposal.map(Epochs::view).orElse(null));
  }

  private static EpochView.State state(boolean closed, Optional<Proposal> proposal) {
    if (proposal.isPresent()) {
      return proposal.get().state() == Proposal.State.FINAL
          ? EpochView.State.FINAL
          : EpochView.State.PROPOSED;
    }
    return closed ? EpochView.State.SEALED : EpochView.State.OPEN;
  }

  private static EpochView.@Nullable SealView seal(
      long epoch, EpochSealed.Kind kind, List<Seal> closed, List<Anchor> anchors) {
    for (Seal seal : closed) {
      if (seal.epoch() == epoch && seal.kind() == kind) {
        return new EpochView.SealView(
            kind,
            seal.version(),
            seal.root(),
            seal.leaves(),
            seal.dataHash(),
            anchors.stream()
                .filter(anchor -> anchor.seal().equals(seal))
                .map(Anchor::transaction)
                .findFirst()
                .orElse(null));
      }
    }
    return null;
  }

  private static EpochView.@Nullable RewardsView rewards(
      long epoch, List<Workings.Summary> computed) {
    return computed.stream()
        .filter(one -> one.epoch() == epoch)
        .map(one -> new EpochView.RewardsView(one.root(), one.total(), one.dataHash()))
        .findFirst()
        .orElse(null);
  }

  private static EpochView.ProposalView view(Proposal proposal) {
    return new EpochView.ProposalView(
        proposal.id(), proposal.finalAt(), proposal.proposed(), proposal.finalised());
  }
}
