package com.qubetics.dvpn.selector.constraint;

/// Why a node was not considered; the names are the API's reason codes.
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
  PROVIDER_EXCLUDED
}
