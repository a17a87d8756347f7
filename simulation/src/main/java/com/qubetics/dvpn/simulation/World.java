package com.qubetics.dvpn.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Who there is beside the cheat, and what the cheat has.
///
/// @param nodes of the network with the cheat's in it
record World(int nodes, long seed) {
  static final BigInteger FULL_DEPOSIT = Economy.tics("100");
  static final long LINE_KBIT = 100_000;
  private static final int CHEAT = 100_000;
  private static final int PER_CHEATING_PROVIDER = 2;

  /// A tenth of the nodes, with full deposits, so about a sixth of the weight.
  int ownNodes() {
    return Math.max(5, nodes / 10);
  }

  /// Nodes with deposits of 20 to 100 TICS and lines of 50 to 500 Mbit/s; the first five share a
  /// prefix, as in one hoster's network.
  List<Player> honest(int count) {
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Luck luck = new Luck(seed, 0, i, 0);
      BigInteger deposit = Economy.tics(Integer.toString(20 + (int) (luck.share() * 81)));
      long line = 50_000 + (long) (luck.share() * 450_000);
      players.add(Player.of(i, i, deposit, prefix(i < 5 ? 0 : i), Conduct.honest(line), false));
    }
    return players;
  }

  /// The honest ones that are left when the cheat has `count`, and the cheat's, each in a prefix of
  /// its own.
  List<Player> with(int count, Conduct conduct) {
    return with(nodes - count, count, FULL_DEPOSIT, conduct, false);
  }

  List<Player> with(int honest, int count, BigInteger deposit, Conduct conduct, boolean onePrefix) {
    List<Player> players = honest(honest);
    for (int i = 0; i < count; i++) {
      players.add(
          Player.of(
              CHEAT + i,
              CHEAT + i / PER_CHEATING_PROVIDER,
              deposit,
              prefix(CHEAT / 10 + (onePrefix ? 0 : i)),
              conduct,
              true));
    }
    return players;
  }

  /// The same with the cheat's first five in the prefix of five rivals.
  List<Player> besideRivals(int count, Conduct conduct) {
    List<Player> players = new ArrayList<>(honest(nodes - count));
    for (int i = 0; i < count; i++) {
      players.add(
          Player.of(
              CHEAT + i,
              CHEAT + i / PER_CHEATING_PROVIDER,
              FULL_DEPOSIT,
              prefix(i < 5 ? 0 : CHEAT / 10 + i),
              conduct,
              true));
    }
    return players;
  }

  BigInteger budget() {
    return Economy.times(Economy.BUDGET_PER_NODE, nodes);
  }

  private static String prefix(int number) {
    return "10." + number / 256 + "." + number % 256 + ".0/24";
  }
}
