package com.qubetics.dvpn.agent.foreign;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One rule of a chain that forwarded packets go through.
///
/// @param text as the host's tools show it
record ForwardRule(List<Condition> conditions, Target target, String text) {

  ForwardRule {
    conditions = List.copyOf(conditions);
  }

  /// What has to hold of a packet.
  sealed interface Condition {
    /// @param name with `*` or `+` at its end: of all that begin so
    record In(String name, boolean not) implements Condition {}

    record Out(String name, boolean not) implements Condition {}

    /// @param states in lower case, such as `new`
    record State(Set<String> states, boolean not) implements Condition {}

    /// One that no packet of a client fulfils, such as IPv6.
    record Never() implements Condition {}

    /// One that depends on more than is known of the packet.
    record Unknown() implements Condition {}
  }

  /// What happens to a packet that fulfils them all.
  sealed interface Target {
    record Accept() implements Target {}

    record Drop() implements Target {}

    record Return() implements Target {}

    /// @param forGood whether the packet does not come back to this chain
    record Chain(String name, boolean forGood) implements Target {}

    /// A log, a counter, a mark.
    record Continue() implements Target {}
  }

  enum Match {
    YES,
    MAYBE,
    NO
  }

  Match match(Crossing packet) {
    Match all = Match.YES;
    for (Condition condition : conditions) {
      Match one = match(condition, packet);
      if (one == Match.NO) {
        return Match.NO;
      }
      all = one == Match.MAYBE ? Match.MAYBE : all;
    }
    return all;
  }

  private static Match match(Condition condition, Crossing packet) {
    return switch (condition) {
      case Condition.In in -> known(is(in.name(), packet.in()) != in.not());
      case Condition.Out out -> known(is(out.name(), packet.out()) != out.not());
      case Condition.State state -> known(isIn(state, packet) != state.not());
      case Condition.Never never -> Match.NO;
      case Condition.Unknown unknown -> Match.MAYBE;
    };
  }

  private static Match known(boolean holds) {
    return holds ? Match.YES : Match.NO;
  }

  private static boolean is(String wanted, String name) {
    boolean many = wanted.endsWith("+") || wanted.endsWith("*");
    return many ? name.startsWith(wanted.substring(0, wanted.length() - 1)) : wanted.equals(name);
  }

  private static boolean isIn(Condition.State wanted, Crossing packet) {
    String state = packet.answer() ? "established" : "new";
    return wanted.states().stream().anyMatch(one -> one.toLowerCase(Locale.ROOT).equals(state));
  }
}
