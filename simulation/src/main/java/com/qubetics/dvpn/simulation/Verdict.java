package com.qubetics.dvpn.simulation;

import java.math.BigInteger;

/// What cheating brought over the honest use of the same means in a year, base units.
///
/// @param cost of cheating, slashes among it; negative where cheating saves more than it costs
/// @param gain in rewards and free service; negative where the honest use earns more
/// @param honestLost by all other nodes together
/// @param honestSlashed slashed deposits of honest nodes
/// @param honestJailed jails of honest nodes
/// @param struck penalties against the cheat
record Verdict(
    String name,
    boolean within,
    int nodes,
    BigInteger cost,
    BigInteger gain,
    BigInteger honestLost,
    BigInteger honestSlashed,
    int honestJailed,
    int struck) {

  static Verdict of(Attack attack, int nodes, Tally honest, Tally cheat) {
    return new Verdict(
        attack.name(),
        attack.within(),
        nodes,
        cheat.costs().subtract(honest.costs()),
        cheat.cheat().subtract(honest.cheat()),
        honest.honest().subtract(cheat.honest()),
        cheat.honestSlashed(),
        cheat.honestJailed(),
        cheat.cheatsStruck());
  }

  BigInteger net() {
    return gain.subtract(cost);
  }
}
