package com.qubetics.dvpn.rewards.proposal;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Follows proposals on chain. One that does not carry the root computed here is told of loudly:
/// either the proposer's key is in other hands, or this service computes wrongly; the guardian has
/// the delay to veto it.
@Component
final class ProposalEvents implements ChainEventHandler {
  private static final Logger log = LoggerFactory.getLogger(ProposalEvents.class);

  private final Proposals proposals;
  private final ComputedEpochs workings;
  private final Counter vetoes;
  private final Counter foreign;

  ProposalEvents(Proposals proposals, ComputedEpochs workings, MeterRegistry metrics) {
    this.proposals = proposals;
    this.workings = workings;
    this.vetoes = metrics.counter("dvpn_rewards_vetoes");
    this.foreign = metrics.counter("dvpn_rewards_foreign_proposals");
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.RootProposed proposed) {
      add(proposed, confirmed);
    } else if (confirmed.event() instanceof ChainEvent.RootFinalised finalised) {
      proposals.finalised(finalised.id().longValueExact(), confirmed.transaction());
      log.info("root final proposal={} period={}", finalised.id(), finalised.period());
    } else if (confirmed.event() instanceof ChainEvent.RootVetoed vetoed) {
      proposals.vetoed(vetoed.id().longValueExact());
      vetoes.increment();
      log.warn("root vetoed proposal={}", vetoed.id());
    }
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.RootProposed proposed) {
      proposals.remove(proposed.id().longValueExact());
      log.warn("proposal taken back by the chain proposal={}", proposed.id());
    } else if (confirmed.event() instanceof ChainEvent.RootFinalised finalised) {
      proposals.pendingAgain(finalised.id().longValueExact());
      log.warn("final root taken back by the chain proposal={}", finalised.id());
    } else if (confirmed.event() instanceof ChainEvent.RootVetoed vetoed) {
      proposals.pendingAgain(vetoed.id().longValueExact());
      log.warn("veto taken back by the chain proposal={}", vetoed.id());
    }
  }

  private void add(ChainEvent.RootProposed proposed, ConfirmedEvent confirmed) {
    RewardProposal proposal =
        new RewardProposal(
            proposed.id().longValueExact(),
            proposed.period().longValueExact(),
            proposed.from().longValueExact(),
            proposed.to().longValueExact(),
            proposed.root(),
            proposed.periodTotal(),
            proposed.dataHash(),
            RewardProposal.State.PENDING,
            confirmed.transaction(),
            null,
            null);
    proposals.add(proposal);
    log.info(
        "root proposed proposal={} epoch={} root={}",
        proposal.id(),
        proposal.to(),
        proposal.root());
    boolean ours =
        workings.between(proposal.to(), proposal.to()).stream()
            .anyMatch(
                known ->
                    known.root().equals(proposal.root())
                        && known.dataHash().equals(proposal.dataHash()));
    if (!ours) {
      foreign.increment();
      log.warn("root proposed that was not computed here proposal={}", proposal.id());
    }
  }
}
