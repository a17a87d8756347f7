package com.qubetics.dvpn.protocol.session;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/// Where a session stands in its life.
public enum SessionState {
  REQUESTED,
  ACTIVE,
  REFUSED,
  ENDED,
  /// One that the reader of an answer does not know; nothing that is stored or sent.
  @JsonEnumDefaultValue
  UNKNOWN;

  /// Whether it goes no further.
  public boolean isOver() {
    return this == REFUSED || this == ENDED;
  }
}
