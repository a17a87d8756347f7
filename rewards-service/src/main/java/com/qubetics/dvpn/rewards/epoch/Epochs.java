package com.qubetics.dvpn.rewards.epoch;

import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.rewards.proposal.Proposals;
import com.qubetics.dvpn.rewards.proposal.RewardProposal;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import com.qubetics.dvpn.rewards.seal.AnchoredSeal;
import com.qubetics.dvpn.rewards.seal.Seals;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
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
  private final ComputedEpochs workings;
  private final Proposals proposals;

  Epochs(
      EpochSchedule schedule,
      Clock clock,
      Seals seals,
      ComputedEpochs workings,
      Proposals proposals) {
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

  Optional<PublicEpoch> find(long epoch) {
    return epoch < 0 || epoch > current()
        ? Optional.empty()
        : between(epoch, epoch).stream().findFirst();
  }

  /// The epochs from..to, both included, newest first.
  List<PublicEpoch> between(long from, long to) {
    List<Seal> closed = seals.between(from, to);
    List<AnchoredSeal> anchors = seals.anchorsBetween(from, to);
    List<ComputedEpochs.Summary> computed = workings.between(from, to);
    List<RewardProposal> proposed = proposals.between(from, to);
    List<PublicEpoch> views = new ArrayList<>();
    for (long epoch = to; epoch >= from; epoch--) {
      views.add(view(epoch, closed, anchors, computed, proposed));
    }
    return views;
  }

  private PublicEpoch view(
      long epoch,
      List<Seal> closed,
      List<AnchoredSeal> anchors,
      List<ComputedEpochs.Summary> computed,
      List<RewardProposal> proposed) {
    PublicEpoch.Seal sessions = seal(epoch, Seal.Kind.SESSIONS, closed, anchors);
    PublicEpoch.Seal performance = seal(epoch, Seal.Kind.PERFORMANCE, closed, anchors);
    Optional<RewardProposal> proposal =
        proposed.stream().filter(one -> one.covers(epoch)).findFirst();
    return new PublicEpoch(
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

  private static PublicEpoch.State state(boolean closed, Optional<RewardProposal> proposal) {
    if (proposal.isPresent()) {
      return proposal.get().state() == RewardProposal.State.FINAL
          ? PublicEpoch.State.FINAL
          : PublicEpoch.State.PROPOSED;
    }
    return closed ? PublicEpoch.State.SEALED : PublicEpoch.State.OPEN;
  }

  private static PublicEpoch.@Nullable Seal seal(
      long epoch, Seal.Kind kind, List<Seal> closed, List<AnchoredSeal> anchors) {
    for (Seal seal : closed) {
      if (seal.epoch() == epoch && seal.kind() == kind) {
        return new PublicEpoch.Seal(
            kind,
            seal.version(),
            seal.root(),
            seal.leaves(),
            seal.dataHash(),
            anchors.stream()
                .filter(anchor -> anchor.seal().equals(seal))
                .map(AnchoredSeal::transaction)
                .findFirst()
                .orElse(null));
      }
    }
    return null;
  }

  private static PublicEpoch.@Nullable Computed rewards(
      long epoch, List<ComputedEpochs.Summary> computed) {
    return computed.stream()
        .filter(one -> one.epoch() == epoch)
        .map(one -> new PublicEpoch.Computed(one.root(), one.total(), one.dataHash()))
        .findFirst()
        .orElse(null);
  }

  private static PublicEpoch.Proposal view(RewardProposal proposal) {
    return new PublicEpoch.Proposal(
        proposal.id(), proposal.finalAt(), proposal.proposed(), proposal.finalised());
  }
}
