package com.qubetics.dvpn.chain;

/// The data sets of an epoch whose roots are anchored. The ordinal is the contract's number.
public enum AnchorKind {
  SESSIONS,
  PERFORMANCE;

  /// The number that the contract gives this kind.
  public int number() {
    return ordinal();
  }

  public static AnchorKind of(long number) {
    if (number < 0 || number >= values().length) {
      throw new IllegalArgumentException("kind: %d (expected: 0 or 1)".formatted(number));
    }
    return values()[(int) number];
  }
}
