package com.qubetics.dvpn.simulation;

/// What a slot's probers find, by the thresholds of the registry's draw: seven probers, up by three
/// valid answers, which nobody but the node can make.
///
/// How it works, and why a model. The chance that a prober is a liar is the share of draws that
/// liars hold, independent for each of the seven: the registry allows two of one provider, so the
/// liars are of three providers and more. Of a rival that answers, a slot is up if at least three
/// of the seven are honest.
final class Probing {
  static final int PROBERS = 7;
  static final int QUORUM = 3;

  private Probing() {}

  /// The chance that a slot of a node that answers is found up.
  static double foundUp(double liars) {
    double up = 0;
    for (int lying = 0; lying <= PROBERS - QUORUM; lying++) {
      up += chance(lying, liars);
    }
    return up;
  }

  private static double chance(int lying, double liars) {
    double ways = 1;
    for (int i = 0; i < lying; i++) {
      ways = ways * (PROBERS - i) / (i + 1);
    }
    return ways * Math.pow(liars, lying) * Math.pow(1 - liars, PROBERS - lying);
  }
}
