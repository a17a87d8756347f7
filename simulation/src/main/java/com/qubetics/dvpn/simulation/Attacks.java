package com.qubetics.dvpn.simulation;

import static com.qubetics.dvpn.simulation.Economy.FIRST_CREDIT_MIB;
import static com.qubetics.dvpn.simulation.Economy.FLOOD_HOUR;
import static com.qubetics.dvpn.simulation.Economy.GAS;
import static com.qubetics.dvpn.simulation.Economy.HOST;
import static com.qubetics.dvpn.simulation.Economy.PRICE_PER_MIB;
import static com.qubetics.dvpn.simulation.Economy.share;
import static com.qubetics.dvpn.simulation.Economy.times;

import com.qubetics.dvpn.simulation.Attack.Plan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// All who cheat, each with what the same means would earn honestly. docs/economics.md says in
/// words what each does and what it costs.
final class Attacks {
  private static final Conduct HONEST = Conduct.honest(World.LINE_KBIT);
  private static final int WALLETS = 100;
  private static final long GIB = 1_024;
  private static final int TURNS = 4;

  /// A party of watchers has its price; of an epoch's budget.
  private static final double BRIBE = 0.02;

  private Attacks() {}

  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.addAll(nodes());
    all.addAll(clients());
    all.addAll(measurement());
    all.add(Attack.within("stolen-proposer-key", (world, rules) -> forging(world, true)));
    all.add(
        Attack.beyond("stolen-proposer-key-unaudited", (world, rules) -> forging(world, false)));
    return List.copyOf(all);
  }

  private static List<Attack> nodes() {
    return List.of(
        Attack.within("script-node", (world, rules) -> script(world)),
        Attack.within(
            "part-time-node", (world, rules) -> behaving(world, HONEST.present(0.25), 0.25)),
        Attack.within("flapping-node", (world, rules) -> behaving(world, HONEST.present(0.5), 1)),
        Attack.within("sparse-server", (world, rules) -> behaving(world, HONEST.serving(0.1), 0.3)),
        Attack.within("spoofed-place", (world, rules) -> behaving(world, HONEST, 1)),
        Attack.within("overstated-capacity", (world, rules) -> boasting(world)),
        Attack.within("taking-turns", (world, rules) -> takingTurns(world)),
        Attack.within(
            "split-stake-one-host", (world, rules) -> splitStake(world, HONEST.behindOneLine(10))),
        Attack.within("thin-out-rivals", (world, rules) -> thinOut(world)),
        Attack.beyond("split-stake-for-users", (world, rules) -> splitStake(world, HONEST)),
        Attack.beyond("many-stakes-one-line", (world, rules) -> oneLine(world)));
  }

  private static List<Attack> clients() {
    return List.of(
        Attack.within("free-riders", (world, rules) -> freeRiders(world)),
        Attack.within("walked-purse", Attacks::walkedPurse),
        Attack.within("colluding-clients", (world, rules) -> washing(world, 10_000)),
        Attack.within("overfull-epoch", (world, rules) -> washing(world, 4_000L * world.nodes())),
        Attack.within("price-arbitrage", (world, rules) -> arbitrage(world)),
        Attack.beyond("promo-farm", (world, rules) -> promoFarm(world)));
  }

  private static List<Attack> measurement() {
    List<Attack> all = new ArrayList<>();
    all.add(
        Attack.within(
            "silent-prober", (world, rules) -> behaving(world, HONEST.silentAsProber(), 1)));
    all.add(Attack.within("flood-for-a-tenth", (world, rules) -> flood(world, 0.1)));
    all.add(Attack.within("flood-all-day", (world, rules) -> flood(world, 1)));
    for (int percent = 10; percent <= 60; percent += 10) {
      double share = percent / 100.0;
      all.add(
          new Attack(
              "liars-" + percent,
              percent < 40,
              (world, rules) -> lying(world, share, Corruption.liars(share))));
    }
    for (int percent = 10; percent <= 40; percent += 10) {
      double share = percent / 100.0;
      all.add(
          Attack.beyond(
              String.format(Locale.ROOT, "agreed-liars-%s", percent),
              (world, rules) -> lying(world, share, Corruption.agreedLiars(share))));
    }
    for (int parties = 1; parties <= Economy.WATCHERS; parties++) {
      int bribed = parties;
      all.add(
          new Attack(
              "bribed-watchers-" + bribed,
              bribed * 2 < Economy.WATCHERS,
              (world, rules) -> bribing(world, bribed)));
    }
    return all;
  }

  /// A tenth of the nodes: honest, and the same but for something.
  private static Plan team(World world, Function<Scenario, Scenario> cheat) {
    Scenario honest =
        Scenario.of(world.with(world.ownNodes(), HONEST), times(HOST, world.ownNodes()));
    return new Plan(honest, cheat.apply(honest));
  }

  private static Plan script(World world) {
    int own = world.ownNodes();
    BigInteger smallHosts = times(share(HOST, 0.02), own);
    return new Plan(
        Scenario.of(world.honest(world.nodes() - own), BigInteger.ZERO),
        Scenario.of(world.with(own, Conduct.script()), smallHosts));
  }

  /// @param hostShare of a host's rent that it still costs
  private static Plan behaving(World world, Conduct conduct, double hostShare) {
    int own = world.ownNodes();
    return team(
        world, honest -> Scenario.of(world.with(own, conduct), share(times(HOST, own), hostShare)));
  }

  private static Plan boasting(World world) {
    int own = world.ownNodes();
    Conduct slow = Conduct.honest(5_000);
    return new Plan(
        Scenario.of(world.with(own, slow), times(HOST, own)),
        Scenario.of(world.with(own, slow.stating(9_000_000_000_000L)), times(HOST, own)));
  }

  /// Hosts on which one node each is up, or four in turns that join and leave on chain.
  private static Plan takingTurns(World world) {
    int hosts = Math.max(1, world.ownNodes() / TURNS);
    int rivals = world.nodes() - hosts * TURNS;
    BigInteger rent = times(HOST, hosts);
    return new Plan(
        Scenario.of(world.with(rivals, hosts, World.FULL_DEPOSIT, HONEST, false), rent),
        Scenario.of(
            world.with(
                rivals, hosts * TURNS, World.FULL_DEPOSIT, HONEST.present(1.0 / TURNS), false),
            rent.add(times(GAS, 2L * hosts * TURNS))));
  }

  /// One deposit by one key, or by ten keys on the same host.
  private static Plan splitStake(World world, Conduct each) {
    int rivals = world.nodes() - 10;
    return new Plan(
        Scenario.of(world.with(rivals, 1, World.FULL_DEPOSIT, HONEST, true), HOST),
        Scenario.of(world.with(rivals, 10, Economy.tics("10"), each, true), HOST));
  }

  private static Plan thinOut(World world) {
    int own = world.ownNodes();
    return team(world, honest -> Scenario.of(world.besideRivals(own, HONEST), times(HOST, own)));
  }

  /// Five full deposits, on five hosts or behind one line that each watcher finds free.
  private static Plan oneLine(World world) {
    int rivals = world.nodes() - 5;
    return new Plan(
        Scenario.of(world.with(rivals, 5, World.FULL_DEPOSIT, HONEST, false), times(HOST, 5)),
        Scenario.of(world.with(rivals, 5, World.FULL_DEPOSIT, HONEST, true), HOST));
  }

  /// A hundred new wallets an epoch, two transactions each, and what each leaves unsigned.
  private static Plan freeRiders(World world) {
    return team(
        world,
        honest ->
            honest
                .gaining(times(PRICE_PER_MIB, FIRST_CREDIT_MIB * WALLETS))
                .costing(times(GAS, 2L * WALLETS)));
  }

  /// One purse for one allowance, or walked through a hundred wallets. A locked balance counts for
  /// the wallet that locked it.
  private static Plan walkedPurse(World world, Rules rules) {
    long counting = rules == Rules.FIRST ? WALLETS : 1;
    Plan plan = team(world, honest -> honest.costing(times(GAS, 2L * (WALLETS - 1))));
    return new Plan(
        plan.honest().with(new Wash(0, BigInteger.ZERO, GIB)),
        plan.cheat().with(new Wash(0, BigInteger.ZERO, counting * GIB)));
  }

  private static Plan promoFarm(World world) {
    return team(
        world,
        honest ->
            honest
                .with(new Wash(0, BigInteger.ZERO, WALLETS * GIB))
                .costing(times(GAS, 2L * WALLETS)));
  }

  private static Plan washing(World world, long mib) {
    return team(world, honest -> honest.with(new Wash(mib, times(PRICE_PER_MIB, mib), 0)));
  }

  /// Passes of before the rise, used before and after it.
  private static Plan arbitrage(World world) {
    long mib = 5_000;
    Plan plan = washing(world, mib);
    return new Plan(plan.honest().withRisingPrice(), plan.cheat().withRisingPrice());
  }

  private static Plan flood(World world, double share) {
    int victims = world.ownNodes();
    BigInteger cost = share(times(FLOOD_HOUR, 24L * victims), share);
    return team(world, honest -> honest.with(Corruption.flood(share, victims)).costing(cost));
  }

  /// The liars' share of the nodes is their share of the draws.
  private static Plan lying(World world, double share, Corruption corruption) {
    int own = (int) (world.nodes() * share);
    Scenario honest = Scenario.of(world.with(own, HONEST), times(HOST, own));
    return new Plan(honest, honest.with(corruption));
  }

  private static Plan bribing(World world, int parties) {
    BigInteger bribes = share(world.budget(), BRIBE * parties);
    return team(world, honest -> honest.with(Corruption.bribed(parties)).costing(bribes));
  }

  private static Plan forging(World world, boolean audited) {
    return team(
        world, honest -> honest.with(new Forgery(times(world.budget(), 10), audited)).costing(GAS));
  }
}
