package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the vault asked for a GiB, and from when on.
///
/// @param first the price before all changes
/// @param changes in the order of the chain
public record PriceHistory(TokenAmount first, List<Change> changes) {
  public PriceHistory {
    changes = List.copyOf(changes);
  }

  /// @param at block time
  public record Change(Instant at, TokenAmount pricePerGib) {}

  /// Every price that held at some time between two moments, the earliest first.
  public Set<TokenAmount> between(Instant from, Instant to) {
    Set<TokenAmount> prices = new LinkedHashSet<>();
    TokenAmount price = first;
    for (Change change : changes) {
      if (change.at().isAfter(to)) {
        break;
      }
      if (change.at().isAfter(from)) {
        prices.add(price);
      }
      price = change.pricePerGib();
    }
    prices.add(price);
    return prices;
  }
}
