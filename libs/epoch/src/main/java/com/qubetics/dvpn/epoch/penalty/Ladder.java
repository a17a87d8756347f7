package com.qubetics.dvpn.epoch.penalty;

import com.qubetics.dvpn.epoch.RuleSet2;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Decides the penalties of an epoch.
///
/// How it works, and why. What each offence needs:
///
/// - outage: more than a tenth of the judged slots down beyond the credit, and no two parties (or
///   not the only one there is) of whose blind sessions half and more passed. A flood of the probe
///   port takes slots away and no sessions, so it makes no outage; and parties are counted, not
///   sessions, so that two of five that lie don't make one of an hour's trouble.
/// - no service: up in half of its slots and more, yet in this epoch and the one before it no
///   session passed with anybody, and at least two parties failed three times each, in each of the
///   two. One watcher that lies has the others against it, and a flood must have no gap for two
///   days.
/// - bad exit: two parties saw it twice each in the epoch.
/// - contradictory usage: see [Fork].
///
/// The rungs, by the strikes of the same offence in the last [#STRIKE_EPOCHS] epochs:
///
/// ```
/// outage          warning             jail 1 h     jail 24 h
/// no service      jail 24 h           slash 10 %   slash 10 %
/// bad exit        jail until mended   slash 10 %   slash 10 %
/// contradiction   jail until the node has another key, each time
/// ```
///
/// Shares are of min(deposit, [RuleSet2#DEPOSIT_CAP]): of all that earns. Nobody is penalised while
/// the nodes are of fewer than [#LEAST_PROVIDERS] providers; nor, the fuse, where a fifth of all
/// nodes or more would be at once: then a control plane, a network or a check server fails, not
/// they.
///
/// Worked example: 100 nodes of 30 providers, a deposit of 250 TICS, no session passed in epochs 8
/// and 9: jail for 24 h. The same in 10 and 11: slash of 10 % of 100 TICS, 10 TICS.
public final class Ladder {
  /// Epochs for which a strike counts; a quarter of a year on mainnet.
  public static final long STRIKE_EPOCHS = 90;

  public static final int LEAST_PROVIDERS = 7;

  static final int SLASH_BASIS_POINTS = 1_000;
  static final int LEAST_PARTIES = 2;
  static final int FAILED_PER_PARTY = 3;
  static final int BAD_PER_PARTY = 2;

  private static final int FUSE_ONE_IN = 5;
  private static final int OUTAGE_ONE_IN = 10;
  private static final Duration SHORT_JAIL = Duration.ofHours(1);
  private static final Duration LONG_JAIL = Duration.ofHours(24);
  private static final BigInteger ALL_BASIS_POINTS = BigInteger.valueOf(10_000);

  private final long epoch;
  private final Instant at;

  private Ladder(long epoch, Instant at) {
    this.epoch = epoch;
    this.at = at;
  }

  /// @param at when the decisions are made: jails run from there
  /// @param nodes one for every node that could earn in the epoch, guilty or not
  /// @return a decision for each node and offence that the evidence shows, in the order of `nodes`
  public static List<Decision> decide(long epoch, Instant at, Collection<Evidence> nodes) {
    Ladder ladder = new Ladder(epoch, at);
    List<Decision> decisions = new ArrayList<>();
    nodes.forEach(node -> shown(epoch, node).forEach(o -> decisions.add(ladder.rung(node, o))));
    if (nodes.stream().map(Evidence::provider).distinct().count() < LEAST_PROVIDERS) {
      return spared(decisions, Decision.Mercy.TOO_FEW_PROVIDERS);
    }
    long guilty = decisions.stream().map(Decision::node).distinct().count();
    return guilty * FUSE_ONE_IN >= nodes.size()
        ? spared(decisions, Decision.Mercy.FUSE)
        : List.copyOf(decisions);
  }

  private static List<Decision> spared(List<Decision> decisions, Decision.Mercy why) {
    return decisions.stream()
        .<Decision>map(of -> new Decision.Spared(of.node(), of.offence(), why))
        .toList();
  }

  private static List<Offence> shown(long epoch, Evidence node) {
    List<Offence> shown = new ArrayList<>();
    if (isOut(node)) {
      shown.add(Offence.OUTAGE);
    }
    if (servesNobody(epoch, node)) {
      shown.add(Offence.NO_SERVICE);
    }
    if (hasBadExit(node)) {
      shown.add(Offence.BAD_EXIT);
    }
    if (node.forks().stream().anyMatch(Fork::isContradiction)) {
      shown.add(Offence.CONTRADICTION);
    }
    return shown;
  }

  private static boolean isOut(Evidence node) {
    return (node.slots() - node.up()) * OUTAGE_ONE_IN > node.slots() && !serves(node.now());
  }

  private static boolean serves(List<Sightings> sightings) {
    long tried = sightings.stream().filter(of -> of.passed() + of.failed() > 0).count();
    long served =
        sightings.stream().filter(of -> of.passed() > 0 && of.passed() >= of.failed()).count();
    return served > 0 && served >= Math.min(LEAST_PARTIES, tried);
  }

  /// Evidence of the epoch before serves once: not beside a strike that was given for it.
  private static boolean servesNobody(long epoch, Evidence node) {
    boolean used =
        node.strikes().stream()
            .anyMatch(s -> s.offence() == Offence.NO_SERVICE && s.epoch() >= epoch - 1);
    return !used
        && node.slots() > 0
        && node.up() * 2 >= node.slots()
        && failsAll(node.before())
        && failsAll(node.now());
  }

  private static boolean failsAll(List<Sightings> sightings) {
    return sightings.stream().allMatch(party -> party.passed() == 0)
        && sightings.stream().filter(party -> party.failed() >= FAILED_PER_PARTY).count()
            >= LEAST_PARTIES;
  }

  private static boolean hasBadExit(Evidence node) {
    return node.now().stream().filter(party -> party.bad() >= BAD_PER_PARTY).count()
        >= LEAST_PARTIES;
  }

  private Decision rung(Evidence node, Offence offence) {
    int before =
        (int)
            node.strikes().stream()
                .filter(s -> s.offence() == offence && s.epoch() > epoch - STRIKE_EPOCHS)
                .count();
    return switch (offence) {
      case OUTAGE -> outage(node, before);
      case NO_SERVICE ->
          before == 0
              ? jail(node, offence, LONG_JAIL, Decision.Release.TIME)
              : slash(node, offence);
      case BAD_EXIT ->
          before == 0
              ? jail(node, offence, LONG_JAIL, Decision.Release.MENDED)
              : slash(node, offence);
      case CONTRADICTION -> jail(node, offence, LONG_JAIL, Decision.Release.KEY_ROTATED);
    };
  }

  private Decision outage(Evidence node, int before) {
    return before == 0
        ? new Decision.Warning(node.node(), Offence.OUTAGE)
        : jail(node, Offence.OUTAGE, before == 1 ? SHORT_JAIL : LONG_JAIL, Decision.Release.TIME);
  }

  private Decision jail(Evidence node, Offence offence, Duration time, Decision.Release release) {
    return new Decision.Jail(node.node(), offence, at.plus(time), release);
  }

  private static Decision slash(Evidence node, Offence offence) {
    BigInteger amount =
        node.deposit()
            .baseUnits()
            .min(RuleSet2.DEPOSIT_CAP.baseUnits())
            .multiply(BigInteger.valueOf(SLASH_BASIS_POINTS))
            .divide(ALL_BASIS_POINTS);
    return new Decision.Slash(node.node(), offence, SLASH_BASIS_POINTS, new TokenAmount(amount));
  }
}
