package com.qubetics.dvpn.wireguard.host;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The name of a network interface as Linux allows it and as it may stand in an argument list or a
/// rule: at most 15 letters, digits, `-`, `_` or `.`, and not beginning with `-` or `.`.
public record InterfaceName(String value) {

  public InterfaceName {
    if (!value.matches("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,14}")) {
      throw new IllegalArgumentException(
          "interface: malformed (expected: 1 to 15 of letters, digits, '-', '_', '.')");
    }
  }

  @JsonCreator
  public static InterfaceName parse(String text) {
    return new InterfaceName(text);
  }

  @JsonValue
  @Override
  public String toString() {
    return value;
  }
}
