package com.qubetics.dvpn.simulation;

import java.util.SplittableRandom;

/// What chance does to one node in one epoch. The same node has the same luck in both years, so
/// that their difference is the cheat's doing.
final class Luck {
  private static final double OUTAGE = 1.0 / 60;
  private static final double LONGEST_OUTAGE = 1.0 / 3;

  private final SplittableRandom random;

  /// @param stream one kind of chance, so that more draws of one do not move another
  Luck(long seed, long epoch, int number, int stream) {
    this.random =
        new SplittableRandom(((seed * 1_000_003 + epoch) * 1_000_003 + number) * 31 + stream);
  }

  /// The share of the epoch that a machine is out of order.
  double outage() {
    return random.nextDouble() < OUTAGE ? random.nextDouble() * LONGEST_OUTAGE : 0;
  }

  /// How many of `count` happen that have this chance each. Leaps from one that is rare to the
  /// next, so it takes as many steps as there are of the rarer kind.
  int of(int count, double chance) {
    if (chance <= 0 || count == 0) {
      return 0;
    }
    if (chance > 0.5) {
      return count - of(count, 1 - chance);
    }
    double log = Math.log1p(-chance);
    int happened = 0;
    double at = Math.log(1 - random.nextDouble()) / log;
    while (at < count) {
      happened++;
      at = Math.floor(at) + 1 + Math.log(1 - random.nextDouble()) / log;
    }
    return happened;
  }

  /// Poisson.
  int poisson(double mean) {
    double limit = Math.exp(-mean);
    int count = 0;
    for (double p = random.nextDouble(); p > limit; p *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  double share() {
    return random.nextDouble();
  }
}
