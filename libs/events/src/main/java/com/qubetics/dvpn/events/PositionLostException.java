package com.qubetics.dvpn.events;

/// The topic at the broker is not the one that a position was kept in, or does not reach to it.
/// What was read and what was not can't be told apart any more, so nothing is.
final class PositionLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PositionLostException(String what) {
    super(what);
  }
}
