package com.qubetics.dvpn.rewards.proposal;

import com.qubetics.dvpn.epoch.LedgerVersions;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import com.qubetics.dvpn.rewards.seal.AnchoredSeal;
import com.qubetics.dvpn.rewards.seal.Seals;
import com.qubetics.dvpn.rewards.vault.Funds;
import com.qubetics.dvpn.rewards.vault.Vault;
import com.qubetics.dvpn.rewards.vault.VaultSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Moves computed epochs through the vault, one after the other: the next is proposed when the one
/// before stands on chain, so that no proposal can fail for its predecessor's sake.
///
/// An epoch that the guardian vetoed is not proposed again by itself: somebody saw something wrong.
@Component
public final class Proposing {
  private static final Logger log = LoggerFactory.getLogger(Proposing.class);

  private final ComputedEpochs workings;
  private final Seals seals;
  private final Proposals proposals;
  private final Funds funds;
  private final Vault vault;
  private final VaultSettings settings;
  private final Clock clock;
  private final AtomicBoolean unfunded = new AtomicBoolean();

  Proposing(
      ComputedEpochs workings,
      Seals seals,
      Proposals proposals,
      Funds funds,
      Vault vault,
      VaultSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.workings = workings;
    this.seals = seals;
    this.proposals = proposals;
    this.funds = funds;
    this.vault = vault;
    this.settings = settings;
    this.clock = clock;
    Gauge.builder("dvpn_rewards_unfunded", () -> unfunded.get() ? 1 : 0).register(metrics);
  }

  /// Proposes the next epoch, if it is computed, both of its anchors are confirmed and name what it
  /// was computed from, and the vault holds the money.
  public void proposeNext() {
    long epoch = proposals.next();
    Optional<RewardFile> file = workings.file(epoch);
    if (file.isEmpty() || proposals.wasVetoed(epoch)) {
      return;
    }
    Optional<AnchoredSeal> sessions = seals.findAnchor(epoch, Seal.Kind.SESSIONS);
    Optional<AnchoredSeal> performance = seals.findAnchor(epoch, Seal.Kind.PERFORMANCE);
    if (sessions.filter(anchor -> file.get().sessions().is(anchor.seal())).isEmpty()
        || performance.filter(anchor -> file.get().performance().is(anchor.seal())).isEmpty()
        || !isFunded(file.get())) {
      return;
    }
    List<Integer> versions =
        List.of(
            Math.toIntExact(sessions.get().seal().version()),
            Math.toIntExact(performance.get().seal().version()));
    vault.propose(file.get(), LedgerVersions.hash(versions));
  }

  /// Makes the first pending proposal final when its delay is over.
  public void finaliseNext() {
    Optional<RewardProposal> pending = proposals.firstPending();
    if (pending.isEmpty()) {
      return;
    }
    long id = pending.get().id();
    Instant finalAt = pending.get().finalAt();
    if (finalAt == null) {
      finalAt = vault.finalAt(id);
      proposals.finalAt(id, finalAt);
    }
    if (clock.instant().isAfter(finalAt.plus(settings.finaliseMargin()))) {
      vault.finalise(id);
    }
  }

  /// Whether the vault would accept the total: what is committed never exceeds what came in.
  private boolean isFunded(RewardFile file) {
    TokenAmount committed = proposals.committedWithout(file.period()).plus(file.total());
    TokenAmount there = funds.total();
    boolean missing = committed.compareTo(there) > 0;
    if (!unfunded.getAndSet(missing) && missing) {
      log.warn(
          "proposal waits for money funded={} needed={} epoch={}", there, committed, file.epoch());
    }
    return !missing;
  }
}
