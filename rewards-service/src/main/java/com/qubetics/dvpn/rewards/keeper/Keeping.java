package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.chain.prepare.Preparation;
import com.qubetics.dvpn.chain.prepare.Prepared;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.claim.Claim;
import com.qubetics.dvpn.rewards.claim.Claims;
import com.qubetics.dvpn.rewards.keeper.KeptClaims.KeptClaim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Claims for the accounts that asked for it.
///
/// How it decides. A claim is sent when it is worth at least the account's minimum and a multiple
/// of its gas, so that no money is burnt for crumbs; example: gas for 0.3 TICS and a multiple of 10
/// wait for 3 TICS. An account gets so many claims a day as its share pays for at the highest fee.
/// One claim of a period is on its way at a time; a failed one is tried again after a while, and a
/// newer root makes a new claim. Whatever several replicas do, the row of an attempt is written
/// once, under the account's lock, in the transaction that hands the call to the sender.
///
/// Called by one thread per replica.
final class Keeping {
  private static final Logger log = LoggerFactory.getLogger(Keeping.class);
  private static final int BATCH = 200;

  /// No claim takes less gas.
  private static final long LEAST_GAS = 50_000;

  private final Wishes wishes;
  private final KeptClaims kept;
  private final Claims claims;
  private final Preparation preparation;
  private final Sender sender;
  private final Account wallet;
  private final KeeperSettings settings;
  private final TransactionOperations transactions;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Counter sent;

  Keeping(
      Wishes wishes,
      KeptClaims kept,
      Claims claims,
      Preparation preparation,
      KeeperWallet wallet,
      KeeperSettings settings,
      TransactionOperations transactions,
      Clock clock,
      MeterRegistry metrics) {
    this.wishes = wishes;
    this.kept = kept;
    this.claims = claims;
    this.preparation = preparation;
    this.sender = wallet.sender();
    this.wallet = wallet.account();
    this.settings = settings;
    this.transactions = transactions;
    this.clock = clock;
    this.metrics = metrics;
    this.sent = metrics.counter("dvpn_rewards_keeper_claims");
    refused("BALANCE_TOO_LOW");
  }

  /// Looks once at everybody who asked.
  void step() {
    TokenAmount least = preparation.feeOf(LEAST_GAS).times(settings.feeMultiple());
    Optional<Account> after = Optional.empty();
    List<Wish> batch;
    do {
      batch = wishes.enabledAfter(after, BATCH);
      batch.forEach(wish -> keep(wish, least));
      after = batch.isEmpty() ? after : Optional.of(batch.getLast().account());
    } while (batch.size() == BATCH);
  }

  /// @param least what is worth less is not worth the making of its proof
  private void keep(Wish wish, TokenAmount least) {
    if (!hasShareLeft(wish.account())) {
      return;
    }
    for (Claims.Standing standing : claims.open(wish.account())) {
      TokenAmount claimable = standing.claimable();
      if (claimable.compareTo(least) >= 0
          && claimable.compareTo(wish.minimumAmount()) >= 0
          && next(wish.account(), standing).isPresent()
          && hasShareLeft(wish.account())) {
        claims
            .claim(wish.account(), standing.period())
            .ifPresent(claim -> claim(wish, standing, claim));
      }
    }
  }

  /// The attempt that may follow now; empty while one is under way, done, or failed only just now.
  private Optional<KeptClaim> next(Account account, Claims.Standing standing) {
    Instant now = clock.instant();
    TokenAmount cumulative = standing.confirmed();
    Optional<KeptClaim> last = kept.last(account, standing.period());
    if (last.isEmpty()) {
      return Optional.of(new KeptClaim(account, standing.period(), cumulative, 1, now));
    }
    boolean same = last.get().cumulative().equals(cumulative);
    boolean mayFollow =
        switch (status(last.get())) {
          case PENDING, SENT -> false;
          // Of the same amount: its event is on its way here.
          case CONFIRMED -> !same;
          case FAILED -> !same || now.isAfter(last.get().sentAt().plus(settings.retryAfter()));
        };
    int attempt = same ? last.get().attempt() + 1 : 1;
    return mayFollow
        ? Optional.of(new KeptClaim(account, standing.period(), cumulative, attempt, now))
        : Optional.empty();
  }

  private IntentState.Status status(KeptClaim claim) {
    return sender.state(claim.intent()).map(IntentState::status).orElse(IntentState.Status.FAILED);
  }

  private boolean hasShareLeft(Account account) {
    Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
    return kept.sentSince(account, today) < settings.claimsPerDay();
  }

  private void claim(Wish wish, Claims.Standing standing, Claim claim) {
    switch (preparation.prepare(wallet, claim.call())) {
      case Prepared.Refused refused -> {
        refused(refused.code()).increment();
        log.debug("claim not sent account={} cause={}", wish.account(), refused.detail());
      }
      case Prepared.Ready ready -> {
        TokenAmount worth = ready.estimatedFee().times(settings.feeMultiple());
        if (standing.claimable().compareTo(worth) >= 0) {
          send(wish.account(), standing, claim);
        }
      }
    }
  }

  /// The name has to be there before the first refusal; which codes the contract has it says
  /// itself.
  private Counter refused(String code) {
    return metrics.counter("dvpn_rewards_keeper_refused", "code", code);
  }

  private void send(Account account, Claims.Standing standing, Claim claim) {
    transactions.executeWithoutResult(
        status -> {
          if (!wishes.hold(account) || !hasShareLeft(account)) {
            return;
          }
          next(account, standing)
              .filter(kept::add)
              .ifPresent(
                  attempt -> {
                    sender.send(attempt.intent(), claim.call());
                    sent.increment();
                    log.info(
                        "claim sent account={} period={} amount={}",
                        account,
                        attempt.period(),
                        standing.claimable());
                  });
        });
  }
}
