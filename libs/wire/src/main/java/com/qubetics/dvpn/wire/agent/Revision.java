package com.qubetics.dvpn.wire.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of a node's desired peers. `era` grows when the control plane's database is restored
/// from a copy, `revision` with each change; compared in this order.
public record Revision(long era, long revision) implements Comparable<Revision> {
  /// Known to nobody: asks for the full set.
  public static final Revision NONE = new Revision(0, 0);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18}):([0-9]{1,18})");

  /// @param after as the query carries it; blank: none
  /// @throws IllegalArgumentException if malformed
  public static Revision parse(String after) {
    if (after.isBlank()) {
      return NONE;
    }
    Matcher parts = FORM.matcher(after);
    if (!parts.matches()) {
      throw new IllegalArgumentException("after: malformed (expected: era:revision)");
    }
    return new Revision(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  /// Whether an answer is to be followed by an agent that holds this revision: a full set unless it
  /// is older, changes only if they are newer. A change of database is followed as a full set only.
  public boolean admits(PeersAnswer answer) {
    int order = answer.at().compareTo(this);
    return answer.full() ? order >= 0 : order > 0 && (answer.era() == era || equals(NONE));
  }

  @Override
  public int compareTo(Revision other) {
    int eras = Long.compare(era, other.era);
    return eras != 0 ? eras : Long.compare(revision, other.revision);
  }

  /// As the query carries it.
  @Override
  public String toString() {
    return era + ":" + revision;
  }
}
