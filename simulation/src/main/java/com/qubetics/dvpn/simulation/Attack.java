package com.qubetics.dvpn.simulation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

/// One way to cheat.
///
/// @param within whether it keeps to the assumptions of docs/economics.md
/// @param plan what the cheat does, and what it would do with the same means honestly; by rule set,
///   since the later one lets some acts count for nothing
record Attack(String name, boolean within, BiFunction<World, Rules, Plan> plan) {

  /// @param honest the same means used honestly, or not at all where they are of no honest use
  record Plan(Scenario honest, Scenario cheat) {}

  static Attack within(String name, BiFunction<World, Rules, Plan> plan) {
    return new Attack(name, true, plan);
  }

  static Attack beyond(String name, BiFunction<World, Rules, Plan> plan) {
    return new Attack(name, false, plan);
  }

  Verdict judge(World world, Rules rules, int epochs) {
    return judge(world, rules, epochs, new ConcurrentHashMap<>());
  }

  /// @param honest years without a cheat that were gone through before, by all that decides them
  Verdict judge(World world, Rules rules, int epochs, ConcurrentMap<Year, Tally> honest) {
    Plan of = plan.apply(world, rules);
    return Verdict.of(
        this,
        world.nodes(),
        honest.computeIfAbsent(new Year(world, rules, of.honest(), epochs), Year::run),
        new Year(world, rules, of.cheat(), epochs).run());
  }

  record Year(World world, Rules rules, Scenario scenario, int epochs) {
    Tally run() {
      return Network.run(world, rules, scenario, epochs);
    }
  }
}
