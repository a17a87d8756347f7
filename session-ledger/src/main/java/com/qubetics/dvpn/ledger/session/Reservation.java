package com.qubetics.dvpn.ledger.session;

/// What came of recording a session.
sealed interface Reservation {
  record Recorded() implements Reservation {}

  /// The grant was posted before.
  record Known(Session session) implements Reservation {}

  /// @param code stable
  record Refused(String code) implements Reservation {}
}
