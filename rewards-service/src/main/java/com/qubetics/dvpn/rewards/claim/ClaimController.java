package com.qubetics.dvpn.rewards.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.reward.Workings;
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
  private final Workings workings;

  ClaimController(Claims claims, Workings workings) {
    this.claims = claims;
    this.workings = workings;
  }

  /// @param earned in all periods, on this page or not; `claimed` and `claimable` likewise
  /// @param periods the newest first
  /// @param epochs those of the page's periods, the newest first
  /// @param nextCursor absent on the last page
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Rewards(
      Account account,
      TokenAmount earned,
      TokenAmount claimed,
      TokenAmount claimable,
      List<PeriodRewards> periods,
      List<EpochRewards> epochs,
      @Nullable String nextCursor) {}

  record PeriodRewards(
      long period, TokenAmount cumulative, TokenAmount claimed, TokenAmount claimable) {

    static PeriodRewards of(Claims.Standing standing) {
      return new PeriodRewards(
          standing.period(), standing.cumulative(), standing.claimed(), standing.claimable());
    }
  }

  record EpochRewards(long epoch, long period, TokenAmount earned, TokenAmount cumulative) {

    static EpochRewards of(Workings.Earning earning) {
      return new EpochRewards(
          earning.epoch(), earning.period(), earning.earned(), earning.cumulative());
    }
  }

  /// @param items the oldest first, so that what has waited longest is seen first
  /// @param nextCursor absent on the last page
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OpenClaims(List<Claim> items, @Nullable String nextCursor) {}

  /// @param cursor the number of the newest period of the page, as the page before named it
  @GetMapping("/api/v1/rewards/{account}")
  Rewards rewards(
      @PathVariable Account account,
      @RequestParam(defaultValue = "4") int limit,
      @RequestParam(required = false) @Nullable Long cursor) {
    check(limit, MAX_PERIODS, cursor);
    long before = cursor == null ? Long.MAX_VALUE : cursor + 1;
    List<Claims.Standing> found = claims.standings(account, before, limit + 1);
    List<Claims.Standing> page = found.subList(0, Math.min(limit, found.size()));
    Claims.Sums sums = claims.sums(account);
    return new Rewards(
        account,
        sums.earned(),
        sums.claimed(),
        sums.claimable(),
        page.stream().map(PeriodRewards::of).toList(),
        page.isEmpty()
            ? List.of()
            : workings.earnings(account, page.getLast().period(), page.getFirst().period()).stream()
                .map(EpochRewards::of)
                .toList(),
        next(found, limit));
  }

  /// @param cursor the number of the oldest period of the page, as the page before named it
  @GetMapping("/api/v1/claims/{account}")
  OpenClaims claims(
      @PathVariable Account account,
      @RequestParam(defaultValue = "20") int limit,
      @RequestParam(required = false) @Nullable Long cursor) {
    check(limit, MAX_CLAIMS, cursor);
    List<Claims.Standing> found = claims.open(account, cursor == null ? 0 : cursor, limit + 1);
    return new OpenClaims(
        found.stream()
            .limit(limit)
            .map(standing -> claims.claim(account, standing.period()))
            .flatMap(Optional::stream)
            .toList(),
        next(found, limit));
  }

  /// @param found one more than the page holds, if there is one
  private static @Nullable String next(List<Claims.Standing> found, int limit) {
    return found.size() > limit ? Long.toString(found.get(limit).period()) : null;
  }

  private static void check(int limit, int most, @Nullable Long cursor) {
    PageSize.of(limit, most);
    if (cursor != null && (cursor < 0 || cursor == Long.MAX_VALUE)) {
      throw new Malformed("cursor", "%d (expected: one given here)".formatted(cursor));
    }
  }
}
