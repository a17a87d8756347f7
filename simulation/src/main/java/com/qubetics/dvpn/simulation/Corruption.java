package com.qubetics.dvpn.simulation;

/// What the cheat does to those who measure, and to its rivals.
///
/// @param liars share of the draws that fall on probers which say of every rival that no answer
///   came
/// @param agreed whether these lie only where they are enough to win, so that no proof is ever
///   against them
/// @param bribed watchers that fail every rival and pass the cheat's nodes
/// @param flooded share of the day for which the lines of rivals are full
/// @param victims rivals that are flooded
record Corruption(double liars, boolean agreed, int bribed, double flooded, int victims) {
  static final Corruption NONE = new Corruption(0, false, 0, 0, 0);

  static Corruption liars(double share) {
    return new Corruption(share, false, 0, 0, 0);
  }

  static Corruption agreedLiars(double share) {
    return new Corruption(share, true, 0, 0, 0);
  }

  static Corruption bribed(int watchers) {
    return new Corruption(0, false, watchers, 0, 0);
  }

  static Corruption flood(double share, int victims) {
    return new Corruption(0, false, 0, share, victims);
  }
}
