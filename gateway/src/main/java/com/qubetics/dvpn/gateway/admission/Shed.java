package com.qubetics.dvpn.gateway.admission;

/// Why something was not taken on, or given up: the values of the metric's label `reason`.
enum Shed {
  /// One address has its share of connections; closed unheard.
  ADDRESS_CONNECTIONS,
  /// One address opens connections too fast; closed unheard.
  ADDRESS_OPENINGS,
  ADDRESS_REQUESTS,
  ADDRESS_BYTES,
  REQUESTS,
  BYTES,
  /// A handshake or a request's head did not come to its end in time.
  HEAD_TIME,
  BODY_TIME
}
