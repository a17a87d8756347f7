package com.qubetics.dvpn.rewards.reward;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.RewardsPublished;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.seal.FileUnavailable;
import com.qubetics.dvpn.rewards.seal.SealedFiles;
import com.qubetics.dvpn.rewards.seal.Seals;
import com.qubetics.dvpn.rewards.vault.Vault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/// Computes the rewards of one epoch after the other. An epoch waits for its two seals and for the
/// epoch before it, however late they come; a replica that computes the same epoch at the same
/// moment stores nothing.
@Component
public final class EpochClosing {
  private static final Logger log = LoggerFactory.getLogger(EpochClosing.class);
  private static final BigInteger MEBIBYTES_PER_GIBIBYTE = BigInteger.valueOf(1024);

  /// Rewards are computed once; see README, "what it does not do yet".
  private static final long VERSION = 1;

  private final Seals seals;
  private final SealedFiles files;
  private final ComputedEpochs workings;
  private final Vault vault;
  private final Outbox outbox;
  private final TransactionOperations transactions;
  private final RewardSettings settings;
  private final Clock clock;
  private final Counter computed;

  EpochClosing(
      Seals seals,
      SealedFiles files,
      ComputedEpochs workings,
      Vault vault,
      Outbox outbox,
      TransactionOperations transactions,
      RewardSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.seals = seals;
    this.files = files;
    this.workings = workings;
    this.vault = vault;
    this.outbox = outbox;
    this.transactions = transactions;
    this.settings = settings;
    this.clock = clock;
    this.computed = metrics.counter("dvpn_rewards_epochs_computed");
  }

  /// Computes the next epoch if everything it needs is there.
  ///
  /// @return whether an epoch was computed, so that the next may be due
  /// @throws FileUnavailable if a sealed file can't be had; nothing is changed then
  public boolean closeNext() throws FileUnavailable {
    long epoch = workings.next();
    Optional<Seal> sessions = seals.find(epoch, Seal.Kind.SESSIONS);
    Optional<Seal> performance = seals.find(epoch, Seal.Kind.PERFORMANCE);
    if (sessions.isEmpty() || performance.isEmpty()) {
      return false;
    }
    SealedSessions sessionFile = (SealedSessions) files.fetch(sessions.get());
    SealedPerformance performanceFile = (SealedPerformance) files.fetch(performance.get());
    RewardFile file =
        RewardFile.compute(
            workings.file(epoch - 1),
            sessionFile,
            performanceFile,
            pricePerMib(),
            settings.budgetAmount(),
            vault.capPerEpoch(),
            vault.identity());
    if (Boolean.TRUE.equals(transactions.execute(status -> store(file)))) {
      computed.increment();
      log.info(
          "rewards computed epoch={} accounts={} total={} root={}",
          epoch,
          file.accounts().size(),
          file.total(),
          file.root());
    }
    return true;
  }

  private boolean store(RewardFile file) {
    if (!workings.store(file, clock.instant())) {
      return false;
    }
    outbox.append(
        Topic.REWARDS_PUBLISHED,
        Long.toString(file.epoch()),
        new RewardsPublished(
            file.epoch(), VERSION, file.period(), file.root(), file.total(), file.dataHash()));
    return true;
  }

  /// The vault's price floors to whole base units per MiB: never more than what a pass paid.
  private TokenAmount pricePerMib() {
    return new TokenAmount(vault.pricePerGib().baseUnits().divide(MEBIBYTES_PER_GIBIBYTE));
  }
}
