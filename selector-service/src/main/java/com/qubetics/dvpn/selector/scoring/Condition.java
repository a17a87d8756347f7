package com.qubetics.dvpn.selector.scoring;

/// What a node can be expected to do for one more client. A node of a later condition stands behind
/// all of an earlier one, however near it is.
///
/// The bounds are the same for everybody and for every place, so that a node is in one condition at
/// a time and two nodes compare alike in every answer from one snapshot.
public enum Condition {
  /// Healthy, and has room.
  FIT,

  /// Carries [#FILLING_LOAD] or more, or has less than [#LEAST_FREE_KBIT] free: one more client
  /// would feel it before long.
  FILLING_UP,

  /// Loses more than [#MOST_LOSS] or was up in less than [#LEAST_UP] of its slots, full or not.
  UNHEALTHY;

  /// 70 %: leaves room for what comes until the next heartbeat tells of it.
  static final long FILLING_LOAD = 7_000;

  /// 20 Mbit/s: what one client can use in a film and a call.
  static final long LEAST_FREE_KBIT = 20_000;

  /// A quarter. A slot has seven probes: one that got no answer is 14 % and may be the prober's
  /// fault or word (I13), two are 29 %.
  static final long MOST_LOSS = 2_500;

  /// Two thirds: one slot missed in the first three of a node's life is not held against it.
  static final long LEAST_UP = 6_666;

  static Condition of(
      long loadBasisPoints, long freeKbit, long lossBasisPoints, long upBasisPoints) {
    if (lossBasisPoints > MOST_LOSS || upBasisPoints < LEAST_UP) {
      return UNHEALTHY;
    }
    return loadBasisPoints >= FILLING_LOAD || freeKbit < LEAST_FREE_KBIT ? FILLING_UP : FIT;
  }
}
