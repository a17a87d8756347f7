package com.qubetics.dvpn.rewards.claim;

import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import com.qubetics.dvpn.wire.reward.Claim;
import com.qubetics.dvpn.wire.reward.Rewards;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Public: rewards are published anyway, and anyone may claim for an account.
@RestController
final class ClaimController {
  /// Periods in a page; each brings its 30 epochs.
  private static final int MAX_PERIODS = 20;

  /// A claim costs the reading of its epoch's workings.
  private static final int MAX_CLAIMS = 50;

  private final Claims claims;
  private final ComputedEpochs workings;

  ClaimController(Claims claims, ComputedEpochs workings) {
    this.claims = claims;
    this.workings = workings;
  }

  /// @param cursor the number of the newest period of the page, as the page before named it
  @GetMapping("/api/v1/rewards/{account}")
  Rewards rewards(
      @PathVariable Account account,
      @RequestParam(defaultValue = "4") int limit,
      @RequestParam(required = false) @Nullable Long cursor) {
    check(limit, MAX_PERIODS, cursor);
    long before = cursor == null ? Long.MAX_VALUE : cursor + 1;
    List<Claims.PeriodBalance> found = claims.standings(account, before, limit + 1);
    List<Claims.PeriodBalance> page = found.subList(0, Math.min(limit, found.size()));
    Claims.Sums sums = claims.sums(account);
    return new Rewards(
        account,
        sums.earned(),
        sums.claimed(),
        sums.claimable(),
        page.stream().map(ClaimController::period).toList(),
        page.isEmpty()
            ? List.of()
            : workings.earnings(account, page.getLast().period(), page.getFirst().period()).stream()
                .map(ClaimController::epoch)
                .toList(),
        next(found, limit));
  }

  /// @param cursor the number of the oldest period of the page, as the page before named it
  @GetMapping("/api/v1/claims/{account}")
  Claim.Page claims(
      @PathVariable Account account,
      @RequestParam(defaultValue = "20") int limit,
      @RequestParam(required = false) @Nullable Long cursor) {
    check(limit, MAX_CLAIMS, cursor);
    List<Claims.PeriodBalance> found = claims.open(account, cursor == null ? 0 : cursor, limit + 1);
    return new Claim.Page(
        found.stream()
            .limit(limit)
            .map(standing -> claims.claim(account, standing.period()))
            .flatMap(Optional::stream)
            .toList(),
        next(found, limit));
  }

  private static Rewards.Period period(Claims.PeriodBalance standing) {
    return new Rewards.Period(
        standing.period(), standing.cumulative(), standing.claimed(), standing.claimable());
  }

  private static Rewards.Epoch epoch(ComputedEpochs.Earning earning) {
    return new Rewards.Epoch(
        earning.epoch(), earning.period(), earning.earned(), earning.cumulative());
  }

  /// @param found one more than the page holds, if there is one
  private static @Nullable String next(List<Claims.PeriodBalance> found, int limit) {
    return found.size() > limit ? Long.toString(found.get(limit).period()) : null;
  }

  private static void check(int limit, int most, @Nullable Long cursor) {
    PageSize.of(limit, most);
    if (cursor != null && (cursor < 0 || cursor == Long.MAX_VALUE)) {
      throw new Malformed("cursor", "%s (expected: one given here)".formatted(cursor));
    }
  }
}
