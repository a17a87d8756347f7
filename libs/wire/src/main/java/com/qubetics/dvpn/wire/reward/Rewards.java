package com.qubetics.dvpn.wire.reward;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an account has earned.
///
/// @param earned in all periods, on this page or not; `claimed` and `claimable` likewise
/// @param periods the newest first
/// @param epochs those of the page's periods, the newest first
/// @param nextCursor absent on the last page
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rewards(
    Account account,
    TokenAmount earned,
    TokenAmount claimed,
    TokenAmount claimable,
    List<Period> periods,
    List<Epoch> epochs,
    @Nullable String nextCursor) {

  public Rewards {
    Objects.requireNonNull(earned, "earned");
    Objects.requireNonNull(claimed, "claimed");
    Objects.requireNonNull(claimable, "claimable");
    periods = periods == null ? List.of() : List.copyOf(periods);
    epochs = epochs == null ? List.of() : List.copyOf(epochs);
  }

  public record Period(
      long period, TokenAmount cumulative, TokenAmount claimed, TokenAmount claimable) {}

  public record Epoch(long epoch, long period, TokenAmount earned, TokenAmount cumulative) {}
}
