package com.qubetics.dvpn.simulation;

import com.qubetics.dvpn.epoch.NodePay;
import com.qubetics.dvpn.epoch.Outcome;
import com.qubetics.dvpn.epoch.Terms;
import com.qubetics.dvpn.epoch.penalty.Decision;
import com.qubetics.dvpn.epoch.penalty.Evidence;
import com.qubetics.dvpn.epoch.penalty.Ladder;
import com.qubetics.dvpn.epoch.penalty.ProbingWork;
import com.qubetics.dvpn.epoch.penalty.Sightings;
import com.qubetics.dvpn.epoch.penalty.Strike;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A network that goes through its epochs: machines have their luck, probers and watchers measure,
/// the rule set pays, the ladder decides, and what it decides is carried out.
final class Network {
  private static final Instant START = Instant.EPOCH;
  private static final Duration EPOCH = Duration.ofHours(24);
  private static final int LATELY = 3;
  private static final int WORK = 2_000;

  private final World world;
  private final Rules rules;
  private final Scenario scenario;
  private final double rivalFoundUp;
  private final Map<NodeId, Standing> standings = new HashMap<>();
  private BigInteger carried = BigInteger.ZERO;
  private BigInteger cheat = BigInteger.ZERO;
  private BigInteger honest = BigInteger.ZERO;
  private BigInteger costs = BigInteger.ZERO;
  private BigInteger honestSlashed = BigInteger.ZERO;
  private int honestJailed;
  private int cheatsStruck;

  private Network(World world, Rules rules, Scenario scenario) {
    this.world = world;
    this.rules = rules;
    this.scenario = scenario;
    this.rivalFoundUp = Probing.foundUp(scenario.corruption().liars());
    scenario.players().forEach(player -> standings.put(player.node(), new Standing(player)));
  }

  static Tally run(World world, Rules rules, Scenario scenario, int epochs) {
    Network network = new Network(world, rules, scenario);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      network.epoch(epoch, epochs);
    }
    return new Tally(
        network.cheat,
        network.costs,
        network.honest,
        network.honestSlashed,
        network.honestJailed,
        network.cheatsStruck);
  }

  /// What of a node lasts from one epoch to the next. Owned by the one thread of its network.
  private static final class Standing {
    final Player player;
    BigInteger deposit;
    Instant jailedUntil = START;
    List<Strike> strikes = new ArrayList<>();
    List<Sightings> before = List.of();
    final int[] passes = new int[LATELY];

    Standing(Player player) {
      this.player = player;
      this.deposit = player.deposit();
    }

    int watchersLately() {
      int mask = 0;
      for (int one : passes) {
        mask |= one;
      }
      return Integer.bitCount(mask);
    }
  }

  private void epoch(int epoch, int epochs) {
    BigInteger price =
        Economy.times(Economy.PRICE_PER_MIB, scenario.priceRises() && epoch * 2 > epochs ? 2 : 1);
    List<Seen> seen = measured(epoch);
    Outcome outcome =
        rules.pay(
            epoch,
            seen,
            scenario.wash(),
            new Terms(
                new TokenAmount(price), new TokenAmount(world.budget()), new TokenAmount(carried)));
    carried = outcome.carriedOut().baseUnits();
    outcome.nodes().forEach(this::pay);
    costs = costs.add(scenario.costs()).add(scenario.wash().paid());
    cheat = cheat.add(scenario.others()).add(stolen(outcome));
    if (rules == Rules.SECOND) {
      judge(epoch, seen);
    }
    seen.forEach(of -> standing(of).before = of.watching().sightings());
  }

  private void pay(NodePay pay) {
    if (standing(pay.node()).player.cheats()) {
      cheat = cheat.add(pay.total().baseUnits());
    } else {
      honest = honest.add(pay.total().baseUnits());
    }
  }

  /// An auditor recomputes the epoch; what differs from that is vetoed. Else the vault's cap is all
  /// that stops a forged proposal.
  private BigInteger stolen(Outcome outcome) {
    Forgery forgery = scenario.forgery();
    if (forgery.audited()) {
      return BigInteger.ZERO;
    }
    BigInteger cap = Economy.times(world.budget(), Economy.VAULT_CAP_BUDGETS);
    return forgery.amount().min(cap.subtract(outcome.paid().baseUnits()).max(BigInteger.ZERO));
  }

  private Standing standing(NodeId node) {
    return Objects.requireNonNull(standings.get(node));
  }

  private Standing standing(Seen of) {
    return standing(of.player().node());
  }

  /// Users' traffic goes to nodes by what they serve.
  private List<Seen> measured(int epoch) {
    List<Seen> seen = new ArrayList<>();
    int rival = 0;
    double served = 0;
    for (Player player : scenario.players()) {
      boolean flooded = !player.cheats() && rival++ < scenario.corruption().victims();
      Seen one = one(epoch, player, flooded ? scenario.corruption().flooded() : 0);
      served += servedBy(one);
      seen.add(one);
    }
    double all = served == 0 ? 1 : served;
    return seen.stream().map(of -> withTraffic(of, servedBy(of) / all)).toList();
  }

  private static double servedBy(Seen of) {
    Conduct conduct = of.player().conduct();
    return of.up() * conduct.serves() * conduct.draws();
  }

  private Seen withTraffic(Seen of, double share) {
    return new Seen(
        of.player(),
        of.deposit(),
        of.present(),
        of.up(),
        of.watching(),
        of.blind(),
        of.capacityKbit(),
        of.deductions(),
        (long) (share * world.nodes() * Economy.PASS_MIB),
        (long) (share * world.nodes() * Economy.PROMO_MIB));
  }

  private Seen one(int epoch, Player player, double flooded) {
    Standing standing = standing(player.node());
    Conduct conduct = player.conduct();
    Luck luck = new Luck(world.seed(), epoch, player.number(), 1);
    double works = (1 - luck.outage()) * (1 - flooded);
    boolean jailed = isJailed(standing, epoch);
    int present = jailed ? 0 : luck.of(Economy.SLOTS, conduct.present());
    double found = player.cheats() ? 1 : rivalFoundUp;
    int up = luck.of(present, conduct.answers() * works * found);
    Watching watching =
        present == 0
            ? Watching.nothing()
            : Watching.of(
                player,
                conduct.serves() * works,
                scenario.corruption().bribed(),
                new Luck(world.seed(), epoch, player.number(), 2));
    standing.passes[epoch % LATELY] = watching.passes();
    return new Seen(
        player,
        standing.deposit,
        present,
        up,
        watching,
        watching.blind(standing.watchersLately()),
        watching.capacityKbit(),
        deductions(player),
        0,
        0);
  }

  /// By the shares of a prober's work that are refused or refuted, of a lot of it.
  private int deductions(Player player) {
    Corruption corruption = scenario.corruption();
    boolean lies = player.cheats() && corruption.liars() > 0 && !corruption.agreed();
    double refuted = lies ? (1 - corruption.liars()) * Probing.foundUp(corruption.liars()) : 0;
    long reported = player.conduct().probes() ? WORK : 0;
    return new ProbingWork(WORK, reported, Math.round(reported * refuted)).deduction();
  }

  private void judge(int epoch, List<Seen> seen) {
    List<Evidence> evidence = seen.stream().map(of -> evidence(epoch, of)).toList();
    Instant at = startOf(epoch + 1);
    for (Decision decision : Ladder.decide(epoch, at, evidence)) {
      if (decision.isStrike()) {
        carryOut(epoch, decision);
      }
    }
  }

  private static Instant startOf(int epoch) {
    return START.plusSeconds(epoch * EPOCH.toSeconds());
  }

  private static boolean isJailed(Standing standing, int epoch) {
    return standing.jailedUntil.isAfter(startOf(epoch));
  }

  private Evidence evidence(int epoch, Seen of) {
    Standing standing = standing(of);
    return new Evidence(
        of.player().node(),
        of.player().provider(),
        new TokenAmount(standing.deposit),
        isJailed(standing, epoch) ? 0 : Economy.SLOTS,
        of.up(),
        standing.before,
        of.watching().sightings(),
        List.of(),
        standing.strikes);
  }

  private void carryOut(int epoch, Decision decision) {
    Standing standing = standing(decision.node());
    standing.strikes.add(new Strike(decision.offence(), epoch));
    cheatsStruck += standing.player.cheats() ? 1 : 0;
    switch (decision) {
      case Decision.Warning warning -> {}
      case Decision.Spared spared -> {}
      case Decision.Jail jail -> {
        standing.jailedUntil = jail.until();
        honestJailed += standing.player.cheats() ? 0 : 1;
      }
      case Decision.Slash slash -> take(standing, slash.amount().baseUnits());
    }
  }

  private void take(Standing standing, BigInteger amount) {
    standing.deposit = standing.deposit.subtract(amount);
    if (standing.player.cheats()) {
      costs = costs.add(amount);
    } else {
      honest = honest.subtract(amount);
      honestSlashed = honestSlashed.add(amount);
    }
  }
}
