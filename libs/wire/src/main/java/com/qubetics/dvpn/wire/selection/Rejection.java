package com.qubetics.dvpn.wire.selection;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/// Why a node was not considered; the names are reason codes.
public enum Rejection {
  /// The registry does not let it serve at present.
  NOT_ACTIVE,
  /// Nothing was heard of its load for too long.
  TELEMETRY_STALE,
  /// Its endpoint or place is not known.
  NOT_LOCATED,
  /// It takes no new sessions.
  DRAINING,
  /// It has as many peers as it takes.
  FULL,
  COUNTRY_NOT_WANTED,
  NODE_EXCLUDED,
  PROVIDER_EXCLUDED,
  @JsonEnumDefaultValue
  UNKNOWN
}
