package com.qubetics.dvpn.simulation;

import com.qubetics.dvpn.epoch.MeasuredRow;
import com.qubetics.dvpn.epoch.penalty.Sightings;
import com.qubetics.dvpn.protocol.value.Account;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The blind sessions of the watchers' parties with one node in one epoch, and what they come to.
///
/// How it works, and why. Each party has one voice: the share that passed is the median of the
/// parties' shares, and so is the capacity, so that fewer than half of the parties move neither.
/// Pooled sessions would let one party of five take a fifth of everybody's weight.
record Watching(List<Sightings> sightings, long[] measuredKbit) {
  private static final List<Account> PARTIES =
      IntStream.range(0, Economy.WATCHERS).mapToObj(i -> Player.account("watcher " + i)).toList();
  private static final int SCALE = 1_000;
  private static final long BEYOND_ALL_KBIT = 1_000_000_000L;

  /// @param served chance that a session is served
  static Watching of(Player player, double served, int bribed, Luck luck) {
    List<Sightings> sightings = new ArrayList<>();
    long[] measured = new long[Economy.WATCHERS];
    for (int party = 0; party < Economy.WATCHERS; party++) {
      int sessions = luck.poisson(Economy.SESSIONS_PER_WATCHER);
      int passed = luck.of(sessions, served);
      double part = 0.9 + luck.share() / 10;
      if (party < bribed) {
        passed = player.cheats() ? sessions : 0;
        measured[party] = player.cheats() ? BEYOND_ALL_KBIT : 0;
      } else {
        measured[party] = passed == 0 ? 0 : Math.round(player.conduct().lineKbit() * part);
      }
      sightings.add(new Sightings(PARTIES.get(party), passed, sessions - passed, 0));
    }
    return new Watching(sightings, measured);
  }

  static Watching nothing() {
    return new Watching(List.of(), new long[0]);
  }

  /// Bit i: party i had a pass.
  int passes() {
    int mask = 0;
    for (int i = 0; i < sightings.size(); i++) {
      mask |= sightings.get(i).passed() > 0 ? 1 << i : 0;
    }
    return mask;
  }

  /// @param lately parties with a pass in the last three epochs
  MeasuredRow.Blind blind(int lately) {
    double[] shares =
        sightings.stream()
            .filter(of -> of.passed() + of.failed() > 0)
            .mapToDouble(of -> (double) of.passed() / (of.passed() + of.failed()))
            .sorted()
            .toArray();
    return shares.length == 0
        ? new MeasuredRow.Blind(0, 0, lately)
        : new MeasuredRow.Blind(Math.round(median(shares) * SCALE), SCALE, lately);
  }

  long capacityKbit() {
    double[] measured = Arrays.stream(measuredKbit).asDoubleStream().sorted().toArray();
    return measured.length == 0 ? 0 : Math.round(median(measured));
  }

  /// The lower one of two in the middle.
  private static double median(double[] sorted) {
    return sorted[(sorted.length - 1) / 2];
  }
}
