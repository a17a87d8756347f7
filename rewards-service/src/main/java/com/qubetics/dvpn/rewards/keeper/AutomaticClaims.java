package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.evm.prepare.Preparation;
import com.qubetics.dvpn.evm.prepare.Prepared;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.claim.Claims;
import com.qubetics.dvpn.wire.reward.Claim;
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
/// newer root makes a new claim. Whatever several replicas do, a claim is handed to the sender
/// under the account's lock, which keeps what it had.
///
/// Called by one thread per replica.
final class AutomaticClaims {
  private static final Logger log = LoggerFactory.getLogger(AutomaticClaims.class);
  private static final int BATCH = 200;

  /// No claim takes less gas.
  private static final long LEAST_GAS = 50_000;

  private final Wishes wishes;
  private final Claims claims;
  private final Preparation preparation;
  private final IntentSender sender;
  private final Account wallet;
  private final KeeperSettings settings;
  private final TransactionOperations transactions;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Counter sent;

  AutomaticClaims(
      Wishes wishes,
      Claims claims,
      Preparation preparation,
      KeeperWallet wallet,
      KeeperSettings settings,
      TransactionOperations transactions,
      Clock clock,
      MeterRegistry metrics) {
    this.wishes = wishes;
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
    List<ClaimWish> batch;
    do {
      batch = wishes.enabledAfter(after, BATCH);
      batch.forEach(wish -> keep(wish, least));
      after = batch.isEmpty() ? after : Optional.of(batch.getLast().account());
    } while (batch.size() == BATCH);
  }

  /// @param least what is worth less is not worth the making of its proof
  private void keep(ClaimWish wish, TokenAmount least) {
    if (!hasShareLeft(wish.account())) {
      return;
    }
    for (Claims.PeriodBalance standing : claims.open(wish.account())) {
      TokenAmount claimable = standing.claimable();
      if (claimable.compareTo(least) >= 0
          && claimable.compareTo(wish.minimumAmount()) >= 0
          && isDue(wish.account(), standing)
          && hasShareLeft(wish.account())) {
        claims
            .claim(wish.account(), standing.period())
            .ifPresent(claim -> claim(wish, standing, claim));
      }
    }
  }

  /// Whether a claim may follow now: none of the period is under way, and none of the same amount
  /// is done, its event on its way here, or failed only just now.
  private boolean isDue(Account account, Claims.PeriodBalance standing) {
    return !sender.isUnderWay(period(account, standing))
        && sender.isDue(intent(account, standing), settings.retryAfter());
  }

  private static String period(Account account, Claims.PeriodBalance standing) {
    return "keeper/%s/%s/".formatted(account, standing.period());
  }

  private static String intent(Account account, Claims.PeriodBalance standing) {
    return period(account, standing) + standing.confirmed();
  }

  private boolean hasShareLeft(Account account) {
    Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
    return sender.storedSince("keeper/%s/".formatted(account), today) < settings.claimsPerDay();
  }

  private void claim(ClaimWish wish, Claims.PeriodBalance standing, Claim claim) {
    switch (preparation.prepare(wallet, Claims.call(claim))) {
      case Prepared.Refused refused -> {
        refused(refused.code()).increment();
        log.debug("claim not sent account={} cause={}", wish.account(), refused.detail());
      }
      case Prepared.Ready ready -> {
        TokenAmount worth = ready.transaction().estimatedFee().times(settings.feeMultiple());
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

  private void send(Account account, Claims.PeriodBalance standing, Claim claim) {
    transactions.executeWithoutResult(
        status -> {
          if (wishes.hold(account)
              && hasShareLeft(account)
              && isDue(account, standing)
              && sender.ensure(
                  intent(account, standing), Claims.call(claim), settings.retryAfter())) {
            sent.increment();
            log.info(
                "claim sent account={} period={} amount={}",
                account,
                standing.period(),
                standing.claimable());
          }
        });
  }
}
