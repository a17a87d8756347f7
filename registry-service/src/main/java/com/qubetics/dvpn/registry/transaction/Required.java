package com.qubetics.dvpn.registry.transaction;

import org.jspecify.annotations.Nullable;

/// Members that a body must have.
final class Required {
  private Required() {}

  /// @param namesAndValues a name, its value, the next name, …
  /// @throws IllegalArgumentException that names the first that is missing
  static void all(@Nullable Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] == null) {
        throw new IllegalArgumentException(namesAndValues[i] + ": missing");
      }
    }
  }
}
