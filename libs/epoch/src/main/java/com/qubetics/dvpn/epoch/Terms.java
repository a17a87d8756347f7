package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;

/// What is not in an epoch's rows but decides its rewards.
///
/// @param pricePerMib the network's price, base units; rule set 2 pays the free allowance by it
/// @param budget what the treasury gives for this epoch
/// @param cap the most that the vault pays for this epoch, base units; null under rule set 1, which
///   knows none
/// @param carriedIn what the epoch before could not divide
public record Terms(
    TokenAmount pricePerMib, TokenAmount budget, @Nullable TokenAmount cap, TokenAmount carriedIn) {

  /// Of rule set 1.
  public Terms(TokenAmount pricePerMib, TokenAmount budget, TokenAmount carriedIn) {
    this(pricePerMib, budget, null, carriedIn);
  }
}
