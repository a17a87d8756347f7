package com.qubetics.dvpn.rewards.claim;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.reward.Workings;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Public: rewards are published anyway, and anyone may claim for an account.
@RestController
final class ClaimController {
  /// Epochs in one answer: three periods and a bit.
  private static final int MAX_EPOCHS = 100;

  private final Claims claims;
  private final Workings workings;

  ClaimController(Claims claims, Workings workings) {
    this.claims = claims;
    this.workings = workings;
  }

  /// @param epochs the newest first
  record Rewards(Account account, List<PeriodRewards> periods, List<EpochRewards> epochs) {}

  record PeriodRewards(
      long period, TokenAmount cumulative, TokenAmount claimed, TokenAmount claimable) {}

  record EpochRewards(long epoch, long period, TokenAmount earned, TokenAmount cumulative) {}

  @GetMapping("/api/v1/rewards/{account}")
  Rewards rewards(@PathVariable Account account) {
    return new Rewards(
        account,
        claims.standings(account).stream()
            .map(
                standing ->
                    new PeriodRewards(
                        standing.period(),
                        standing.cumulative(),
                        standing.claimed(),
                        standing.claimable()))
            .toList(),
        workings.earnings(account, MAX_EPOCHS).stream()
            .map(
                earning ->
                    new EpochRewards(
                        earning.epoch(), earning.period(), earning.earned(), earning.cumulative()))
            .toList());
  }

  @GetMapping("/api/v1/claims/{account}")
  List<Claim> claims(@PathVariable Account account) {
    return claims.open(account);
  }
}
