package com.qubetics.dvpn.agent.usage;

/// One direction of one peer since the agent's start, made of a counter that begins again at 0
/// whenever the interface or the peer is made anew. It only grows.
///
/// @param total bytes since the agent's start
/// @param raw the counter when it was last read
public record CounterFold(long total, long raw) {

  /// @param raw what the counter shows when the session is first seen in this boot; moved before it
  public static CounterFold startingAt(long raw) {
    return new CounterFold(0, raw);
  }

  /// Takes a reading whose bytes don't count.
  CounterFold passOver(long now) {
    return new CounterFold(total, now);
  }

  /// A counter below its last reading began again: all that it shows is new.
  public CounterFold read(long now) {
    long moved = now >= raw ? now - raw : now;
    return new CounterFold(Math.addExact(total, moved), now);
  }
}
