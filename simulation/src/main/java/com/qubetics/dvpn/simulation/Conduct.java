package com.qubetics.dvpn.simulation;

/// How a node's machine behaves, as shares from 0 to 1.
///
/// @param present of the epoch's slots, those in which it is in the network
/// @param answers chance that it answers the probes of a slot in which it is present
/// @param serves chance that a user's (or a watcher's) session with it is served while it answers
/// @param probes whether it does the probing work that is drawn for it
/// @param draws users that choose it, of those that choose a node on a line of its own
/// @param lineKbit what a session gets through it, kbit/s
/// @param statedKbit what it says of itself, kbit/s
record Conduct(
    double present,
    double answers,
    double serves,
    boolean probes,
    double draws,
    long lineKbit,
    long statedKbit) {

  static Conduct honest(long lineKbit) {
    return new Conduct(1, 0.998, 0.98, true, 1, lineKbit, lineKbit);
  }

  /// Beats and answers probes: no tunnel, no exit, any capacity it likes.
  static Conduct script() {
    return new Conduct(1, 0.998, 0, true, 1, 0, 9_000_000_000_000L);
  }

  Conduct present(double share) {
    return new Conduct(share, answers, serves, probes, draws, lineKbit, statedKbit);
  }

  /// One of so many keys behind a line that users choose as one.
  Conduct behindOneLine(int keys) {
    return new Conduct(present, answers, serves, probes, 1.0 / keys, lineKbit, statedKbit);
  }

  Conduct serving(double share) {
    return new Conduct(present, answers, share, probes, draws, lineKbit, statedKbit);
  }

  Conduct silentAsProber() {
    return new Conduct(present, answers, serves, false, draws, lineKbit, statedKbit);
  }

  Conduct stating(long kbit) {
    return new Conduct(present, answers, serves, probes, draws, lineKbit, kbit);
  }
}
