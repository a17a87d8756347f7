package com.qubetics.dvpn.agent.link;

/// The version of a node's desired peers. `dbEpoch` grows when the control plane's database is
/// restored from a copy, `revision` with each change; compared in this order.
public record Revision(long dbEpoch, long revision) implements Comparable<Revision> {
  /// Known to nobody: asks for the full set.
  public static final Revision NONE = new Revision(0, 0);

  /// Whether an answer is to be followed by an agent that holds this revision: a full set unless it
  /// is older, changes only if they are newer. A change of database is followed as a full set only.
  public boolean admits(PeersAnswer answer) {
    int order = answer.at().compareTo(this);
    return answer.full() ? order >= 0 : order > 0 && (answer.dbEpoch() == dbEpoch || equals(NONE));
  }

  @Override
  public int compareTo(Revision other) {
    int epochs = Long.compare(dbEpoch, other.dbEpoch);
    return epochs != 0 ? epochs : Long.compare(revision, other.revision);
  }

  /// As the query carries it.
  @Override
  public String toString() {
    return dbEpoch + ":" + revision;
  }
}
