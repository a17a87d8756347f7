package com.qubetics.dvpn.gateway.admission;

import java.util.HashMap;
import java.util.Map;

/// How much of one bounded thing is held, by each address and by all. An address that holds nothing
/// is forgotten, so the memory is bounded by what is held.
final class Shares {

  enum Outcome {
    TAKEN,
    /// The address has its share already.
    ADDRESS_FULL,
    /// There is no more for anybody.
    FULL
  }

  private final long most;
  private final long mostOfOne;

  /// Guarded by this, as is `all`.
  private final Map<String, Long> held = new HashMap<>();

  private long all;

  /// @param least what one address gets at any rate, so that something can pass at all
  Shares(long most, int addressPercent, long least) {
    this.most = most;
    this.mostOfOne = Math.max(most * addressPercent / 100, Math.min(least, most));
  }

  synchronized Outcome take(String address, long amount) {
    long own = held.getOrDefault(address, 0L) + amount;
    if (own > mostOfOne) {
      return Outcome.ADDRESS_FULL;
    }
    if (all + amount > most) {
      return Outcome.FULL;
    }
    held.put(address, own);
    all += amount;
    return Outcome.TAKEN;
  }

  synchronized void giveBack(String address, long amount) {
    held.computeIfPresent(address, (key, own) -> own > amount ? own - amount : null);
    all -= amount;
  }

  synchronized long all() {
    return all;
  }

  synchronized int addresses() {
    return held.size();
  }
}
