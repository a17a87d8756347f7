package com.qubetics.dvpn.simulation;

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
    Plan of = plan.apply(world, rules);
    return Verdict.of(
        this,
        world.nodes(),
        Network.run(world, rules, of.honest(), epochs),
        Network.run(world, rules, of.cheat(), epochs));
  }
}
