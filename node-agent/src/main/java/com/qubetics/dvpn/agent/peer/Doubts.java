package com.qubetics.dvpn.agent.peer;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// The doubts that hold at present. Thread-safe. It begins with the clock in doubt.
public final class Doubts {
  private final Set<Doubt> holding = EnumSet.of(Doubt.CLOCK_UNPROVEN);
  private final BiConsumer<Doubt, Boolean> onChange;

  /// @param onChange is told of each doubt that begins (true) or ends (false)
  public Doubts(BiConsumer<Doubt, Boolean> onChange) {
    this.onChange = onChange;
  }

  public synchronized void set(Doubt doubt, boolean holds) {
    if (holds ? holding.add(doubt) : holding.remove(doubt)) {
      onChange.accept(doubt, holds);
    }
  }

  public synchronized boolean any() {
    return !holding.isEmpty();
  }

  public synchronized boolean holds(Doubt doubt) {
    return holding.contains(doubt);
  }

  public synchronized List<Doubt> list() {
    return List.copyOf(holding);
  }
}
