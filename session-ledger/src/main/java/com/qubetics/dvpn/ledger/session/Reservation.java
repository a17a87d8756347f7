package com.qubetics.dvpn.ledger.session;

/// What came of recording a session.
sealed interface Reservation {
  record Recorded() implements Reservation {}

  /// The grant was posted before.
  record Known(Session session) implements Reservation {}

  /// The account has as many sessions as it may.
  record TooMany() implements Reservation {}

  /// @param code stable
  record Refused(String code) implements Reservation {}
}
