package com.qubetics.dvpn.protocol.value;

/// Numbers that have no sign on chain, whole ones of 63 bits here.
public final class NotNegative {
  private NotNegative() {}

  /// @param name as messages and JSON call it
  /// @throws IllegalArgumentException that names it if it is below 0
  public static void check(String name, long number) {
    if (number < 0) {
      throw new IllegalArgumentException("%s: %s (expected: not negative)".formatted(name, number));
    }
  }
}
