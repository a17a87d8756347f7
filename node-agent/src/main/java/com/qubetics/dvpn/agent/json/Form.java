package com.qubetics.dvpn.agent.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// How the values of a type are read.
interface Form {
  /// @param at stands on the value's first token, and afterwards on its last
  /// @throws JsonException if there is no such value
  @Nullable Object read(JsonParser at);
}
