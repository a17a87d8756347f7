package com.qubetics.dvpn.agent.foreign;

import com.qubetics.dvpn.agent.foreign.ForwardRule.Condition;
import com.qubetics.dvpn.agent.foreign.ForwardRule.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What `iptables-save` lists, of the tables that forwarded packets go through.
final class IptablesSave {
  private static final Set<String> FORWARDING = Set.of("mangle", "filter", "security");
  private static final String BASE = "FORWARD";
  private static final Pattern WORD = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|\\S+");
  private static final Set<String> EMPTY_MATCHES = Set.of("conntrack", "state", "comment");

  private final String prefix;
  private final List<ForwardTable> tables = new ArrayList<>();
  private String table = "";
  private final Map<String, Boolean> bases = new LinkedHashMap<>();
  private final Map<String, List<ForwardRule>> chains = new LinkedHashMap<>();

  private IptablesSave(String prefix) {
    this.prefix = prefix;
  }

  /// @param prefix of the tables' names: `ip`, or of the kernel's older rules `iptables-legacy`
  static List<ForwardTable> parse(String text, String prefix) {
    IptablesSave save = new IptablesSave(prefix);
    text.lines().forEach(save::line);
    save.finish();
    return save.tables;
  }

  private void line(String line) {
    if (line.startsWith("*")) {
      finish();
      table = line.substring(1).strip();
    } else if (line.startsWith(":")) {
      chain(line.substring(1).split(" ", 3));
    } else if (line.startsWith("-A ")) {
      List<String> words = WORD.matcher(line).results().map(MatchResult::group).toList();
      if (words.size() > 1) {
        rule(words.get(1), words.subList(2, words.size()));
      }
    }
  }

  private void finish() {
    if (FORWARDING.contains(table)) {
      tables.add(new ForwardTable(prefix + " " + table, bases, chains));
    }
    bases.clear();
    chains.clear();
    table = "";
  }

  private void chain(String[] parts) {
    chains.put(parts[0], new ArrayList<>());
    if (parts[0].equals(BASE)) {
      bases.put(BASE, parts.length > 1 && parts[1].equals("DROP"));
    }
  }

  private void rule(String chain, List<String> words) {
    List<Condition> conditions = new ArrayList<>();
    Target target = new Target.Continue();
    boolean not = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      if (word.equals("!")) {
        not = true;
        continue;
      }
      if (word.equals("-j") || word.equals("-g")) {
        // What follows are the target's own options.
        target = target(next, word.equals("-g"));
        break;
      }
      i += word.startsWith("-") && !next.startsWith("-") ? 1 : 0;
      conditions.add(condition(word, next, not));
      not = false;
    }
    conditions.removeIf(NOTHING::equals);
    String text = String.join(" ", words);
    chains
        .computeIfAbsent(chain, missing -> new ArrayList<>())
        .add(new ForwardRule(conditions, target, text));
  }

  /// Fulfilled by every packet.
  private static final Condition NOTHING = new Condition.In("+", false);

  private static Condition condition(String option, String value, boolean not) {
    return switch (option) {
      case "-i" -> new Condition.In(value, not);
      case "-o" -> new Condition.Out(value, not);
      case "--ctstate", "--state" -> new Condition.State(Set.of(distinct(value)), not);
      case "-p" -> protocol(value, not);
      case "-m" -> EMPTY_MATCHES.contains(value) ? NOTHING : new Condition.Unknown();
      case "--comment" -> NOTHING;
      default -> new Condition.Unknown();
    };
  }

  /// The packet that is followed is one of TCP.
  private static Condition protocol(String value, boolean not) {
    boolean ours = value.equals("tcp") || value.equals("all");
    return ours == not ? new Condition.Never() : NOTHING;
  }

  private static String[] distinct(String states) {
    return Pattern.compile(",").splitAsStream(states).distinct().toArray(String[]::new);
  }

  private Target target(String name, boolean forGood) {
    return switch (name) {
      case "ACCEPT" -> new Target.Accept();
      case "DROP", "REJECT" -> new Target.Drop();
      case "RETURN" -> new Target.Return();
      default -> chains.containsKey(name) ? new Target.Chain(name, forGood) : new Target.Continue();
    };
  }
}
