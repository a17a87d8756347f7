package com.qubetics.dvpn.agent.foreign;

import com.qubetics.dvpn.agent.foreign.ForwardRule.Match;
import com.qubetics.dvpn.agent.foreign.ForwardRule.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table of rules, followed as a packet would be.
///
/// How it works, and why. Nothing is sent: setup has to know before there is a tunnel. Of a
/// client's packet the interfaces and the connection's state are known, and most rules ask for no
/// more; what asks for more may match or not. A packet counts as dropped only if no rule that may
/// match would have let it through: a doubt is not told, since the packet that the running agent
/// sends settles it.
///
/// @param name family and name, such as `ip filter`
/// @param bases the chains at the forward hook, each with whether its policy is to drop
/// @param chains by their names
record ForwardTable(
    String name, Map<String, Boolean> bases, Map<String, List<ForwardRule>> chains) {
  /// What a chain does with a packet.
  private sealed interface Outcome {
    record Passes() implements Outcome {}

    record Falls(String where) implements Outcome {}

    /// Back to the chain that it came from.
    record Returns() implements Outcome {}

    record Unsure() implements Outcome {}
  }

  ForwardTable {
    bases = new LinkedHashMap<>(bases);
    chains = new LinkedHashMap<>(chains);
  }

  /// What certainly drops the packet.
  List<Barrier> barriers(Crossing packet) {
    List<Barrier> barriers = new ArrayList<>();
    bases.forEach(
        (base, drops) ->
            fall(base, drops, packet)
                .ifPresent(where -> barriers.add(new Barrier(firewall(), where))));
    return barriers;
  }

  private ForeignFirewall firewall() {
    return ForeignFirewall.of(name, chains.keySet());
  }

  private Optional<String> fall(String base, boolean drops, Crossing packet) {
    return switch (follow(base, packet, new HashMap<>())) {
      case Outcome.Falls falls -> Optional.of(falls.where());
      case Outcome.Returns returns ->
          drops ? Optional.of(name + " " + base + ": policy drop") : Optional.empty();
      case Outcome.Passes passes -> Optional.empty();
      case Outcome.Unsure unsure -> Optional.empty();
    };
  }

  /// @param known what chains do with this packet; one that is being followed leads back, since the
  ///   kernel takes no loops
  private Outcome follow(String chain, Crossing packet, Map<String, Outcome> known) {
    Outcome before = known.putIfAbsent(chain, new Outcome.Returns());
    if (before != null) {
      return before;
    }
    Outcome found = walk(chain, packet, known);
    known.put(chain, found);
    return found;
  }

  private Outcome walk(String chain, Crossing packet, Map<String, Outcome> known) {
    boolean mayHavePassed = false;
    for (ForwardRule rule : chains.getOrDefault(chain, List.of())) {
      Match match = rule.match(packet);
      if (match == Match.NO) {
        continue;
      }
      Outcome outcome = outcome(chain, rule, packet, known);
      if (match == Match.MAYBE) {
        mayHavePassed |= outcome instanceof Outcome.Passes || outcome instanceof Outcome.Unsure;
      } else if (!(outcome instanceof Outcome.Returns) || endsHere(rule)) {
        return mayHavePassed ? new Outcome.Unsure() : outcome;
      }
    }
    return mayHavePassed ? new Outcome.Unsure() : new Outcome.Returns();
  }

  private static boolean endsHere(ForwardRule rule) {
    return rule.target() instanceof Target.Return
        || (rule.target() instanceof Target.Chain chain && chain.forGood());
  }

  private Outcome outcome(
      String chain, ForwardRule rule, Crossing packet, Map<String, Outcome> known) {
    return switch (rule.target()) {
      case Target.Accept accept -> new Outcome.Passes();
      case Target.Drop drop -> new Outcome.Falls(name + " " + chain + ": " + rule.text());
      case Target.Return returns -> new Outcome.Returns();
      case Target.Continue goesOn -> new Outcome.Returns();
      case Target.Chain to -> follow(to.name(), packet, known);
    };
  }
}
