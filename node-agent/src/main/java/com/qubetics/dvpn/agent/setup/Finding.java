package com.qubetics.dvpn.agent.setup;

/// What a check of the host found.
///
/// @param number stable: documentation and support refer to it
/// @param remedy what to do; empty if all is well
public record Finding(int number, boolean ok, String what, String remedy) {

  static Finding ok(int number, String what) {
    return new Finding(number, true, what, "");
  }

  static Finding bad(int number, String what, String remedy) {
    return new Finding(number, false, what, remedy);
  }

  @Override
  public String toString() {
    return ok
        ? "%2d ok    %s".formatted(number, what)
        : "%2d FAIL  %s%n         remedy: %s".formatted(number, what, remedy);
  }
}
