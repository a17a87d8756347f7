package com.qubetics.dvpn.simulation;

import java.math.BigInteger;
import java.util.List;

/// A year's cast and what the cheat does in each of its epochs.
///
/// @param priceRises whether the price doubles in the middle of the year, as announced
/// @param costs of the cheat in each epoch, base units: hosts, gas, floods
/// @param others what it gains in each epoch beside rewards, base units
record Scenario(
    List<Player> players,
    Corruption corruption,
    Wash wash,
    Forgery forgery,
    boolean priceRises,
    BigInteger costs,
    BigInteger others) {

  Scenario {
    players = List.copyOf(players);
  }

  static Scenario of(List<Player> players, BigInteger costs) {
    return new Scenario(
        players, Corruption.NONE, Wash.NONE, Forgery.NONE, false, costs, BigInteger.ZERO);
  }

  Scenario with(Corruption of) {
    return new Scenario(players, of, wash, forgery, priceRises, costs, others);
  }

  Scenario with(Wash of) {
    return new Scenario(players, corruption, of, forgery, priceRises, costs, others);
  }

  Scenario with(Forgery of) {
    return new Scenario(players, corruption, wash, of, priceRises, costs, others);
  }

  Scenario withRisingPrice() {
    return new Scenario(players, corruption, wash, forgery, true, costs, others);
  }

  Scenario gaining(BigInteger more) {
    return new Scenario(players, corruption, wash, forgery, priceRises, costs, others.add(more));
  }

  Scenario costing(BigInteger more) {
    return new Scenario(players, corruption, wash, forgery, priceRises, costs.add(more), others);
  }
}
