package com.qubetics.dvpn.agent.path;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `nft monitor trace` tells of marked packets: each table, chain, rule and policy that they
/// met, in their order.
record Trace(List<Step> steps) {
  private static final Pattern LINE =
      Pattern.compile(
          "trace id ([0-9a-f]{1,16}) (\\S{1,16}) (\\S{1,64}) (\\S{1,64})"
              + " (packet:|rule|policy|verdict) ?(.{0,2000}?)(?: meta mark 0x[0-9a-f]{1,8})? *");

  /// @param id of the packet
  /// @param table family and name
  /// @param kind `packet:`, `rule`, `policy` or `verdict`
  /// @param text the packet's fields, the rule with its verdict, or the verdict; without the
  ///   packet's mark, which nft tells behind the verdict
  record Step(String id, String table, String chain, String kind, String text) {

    boolean drops() {
      return kind.equals("policy")
          ? text.strip().equals("drop")
          : kind.equals("rule") && text.strip().endsWith("(verdict drop)");
    }

    /// As the host's tools name it.
    String where() {
      String rule =
          text.strip().replaceAll(" \\(verdict drop\\)$| packets [0-9]+ bytes [0-9]+", "");
      return table + " " + chain + ": " + (kind.equals("policy") ? "policy " : "") + rule;
    }
  }

  Trace {
    steps = List.copyOf(steps);
  }

  /// What is not understood is passed over.
  static Trace parse(String text) {
    return new Trace(text.lines().flatMap(Trace::step).toList());
  }

  private static Stream<Step> step(String line) {
    Matcher parts = LINE.matcher(line);
    return parts.matches()
        ? Stream.of(
            new Step(
                parts.group(1),
                parts.group(2) + " " + parts.group(3),
                parts.group(4),
                parts.group(5),
                parts.group(6)))
        : Stream.empty();
  }

  /// Of the last packet that came in by an interface; nothing if none did.
  Trace in(String name) {
    String sign = "iif \"" + name + "\" ";
    return steps.stream()
        .filter(step -> step.kind().equals("packet:") && step.text().startsWith(sign))
        .map(Step::id)
        .reduce((first, later) -> later)
        .map(id -> new Trace(steps.stream().filter(step -> step.id().equals(id)).toList()))
        .orElse(new Trace(List.of()));
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  Optional<Step> drop() {
    return steps.stream().filter(Step::drops).findFirst();
  }

  /// The first word of a chain on the packet: that it came so far, and how it looked there.
  Optional<String> seenIn(String table, String chain) {
    return steps.stream()
        .filter(step -> step.kind().equals("packet:"))
        .filter(step -> step.table().equals(table) && step.chain().equals(chain))
        .map(Step::text)
        .findFirst();
  }

  /// The chains of a table that the packet met.
  List<String> chains(String table) {
    return steps.stream()
        .filter(step -> step.table().equals(table))
        .map(Step::chain)
        .distinct()
        .toList();
  }
}
