package com.qubetics.dvpn.agent.wireguard;

/// The name of a network interface as Linux allows it and as it may stand in an argument list or a
/// rule: at most 15 letters, digits, `-`, `_` or `.`, and not beginning with `-` or `.`.
public record InterfaceName(String value) {

  public InterfaceName {
    if (!value.matches("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,14}")) {
      throw new IllegalArgumentException(
          "interface: malformed (expected: 1 to 15 of letters, digits, '-', '_', '.')");
    }
  }

  public static InterfaceName parse(String text) {
    return new InterfaceName(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
