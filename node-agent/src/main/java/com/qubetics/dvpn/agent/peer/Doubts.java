package com.qubetics.dvpn.agent.peer;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The doubts that hold at present. Thread-safe. It begins with the clock in doubt.
public final class Doubts {
  /// Is told of each doubt that begins or ends, and why it began, where a failure brought it.
  public interface Listener {
    void accept(Doubt doubt, boolean holds, String reason);
  }

  private final Set<Doubt> holding = EnumSet.of(Doubt.CLOCK_UNPROVEN);
  private final Set<Doubt> untold = EnumSet.noneOf(Doubt.class);
  private final Set<Doubt> unexplained = EnumSet.of(Doubt.CLOCK_UNPROVEN);
  private final Listener onChange;
  private long ended;

  public Doubts(Listener onChange) {
    this.onChange = onChange;
  }

  /// A doubt that a failure brought.
  public void raise(Doubt doubt, Exception failure) {
    raise(doubt, String.valueOf(failure.getMessage()));
  }

  /// @param reason told when the doubt begins; of one that was there from the start, once
  public synchronized void raise(Doubt doubt, String reason) {
    boolean begins = begins(doubt);
    if (unexplained.remove(doubt) || begins) {
      onChange.accept(doubt, true, reason);
    }
  }

  public synchronized void set(Doubt doubt, boolean holds) {
    unexplained.remove(doubt);
    if (holds ? begins(doubt) : holding.remove(doubt)) {
      ended += !holds && doubt.isOnTheWay() ? 1 : 0;
      onChange.accept(doubt, holds, "");
    }
  }

  private boolean begins(Doubt doubt) {
    untold.add(doubt);
    return holding.add(doubt);
  }

  /// The doubts that hold, and those that came and went since this was last asked: rules that were
  /// changed and are back are still worth an alarm.
  public synchronized List<Doubt> toTell() {
    Set<Doubt> told = EnumSet.copyOf(untold);
    told.addAll(holding);
    untold.clear();
    return List.copyOf(told);
  }

  /// How many doubts have ended so far that a packet on its way can meet: with each, the path has
  /// to be proven anew.
  public synchronized long ended() {
    return ended;
  }

  public synchronized boolean any() {
    return !holding.isEmpty();
  }

  /// Whether a doubt holds in which no lease may be renewed.
  synchronized boolean endLeases() {
    return holding.stream().anyMatch(Doubt::endsLeases);
  }

  /// Whether a doubt holds in which no packet of a client gets anywhere.
  synchronized boolean carryNothing() {
    return holding.stream().anyMatch(Doubt::carriesNothing);
  }

  public synchronized boolean holds(Doubt doubt) {
    return holding.contains(doubt);
  }

  public synchronized List<Doubt> list() {
    return List.copyOf(holding);
  }
}
