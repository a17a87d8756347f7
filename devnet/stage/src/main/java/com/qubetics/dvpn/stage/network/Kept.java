package com.qubetics.dvpn.stage.network;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A program of the devnet that is started again when it ends by itself.
///
/// @param child as it was last started
/// @param start how it is started again
/// @param ready whether it does its work, once it was started
/// @param state as of `since`
/// @param restarts how often it was started again
record Kept(
    Child child,
    Supplier<Child> start,
    BooleanSupplier ready,
    State state,
    Instant since,
    int restarts) {

  enum State {
    RUNNING,
    /// It ended, and is started again or not ready yet.
    RESTARTING,
    /// It ended too often.
    DOWN,
    /// Somebody ended it on purpose.
    STOPPED
  }

  Kept in(State next, Instant at) {
    return new Kept(child, start, ready, next, at, restarts);
  }

  Kept startedAgain() {
    return new Kept(start.get(), start, ready, state, since, restarts + 1);
  }
}
