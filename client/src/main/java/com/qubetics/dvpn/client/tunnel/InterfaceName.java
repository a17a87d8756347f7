package com.qubetics.dvpn.client.tunnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// The name of a network interface: 1 to 15 letters, digits, `.`, `_` and `-`, no leading `-`.
public record InterfaceName(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");

  public InterfaceName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "interface: %s (expected: 1 to 15 letters, digits, . _ -)".formatted(value));
    }
  }

  @JsonCreator
  public static InterfaceName of(String value) {
    return new InterfaceName(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
