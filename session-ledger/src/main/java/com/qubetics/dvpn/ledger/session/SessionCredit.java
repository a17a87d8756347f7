package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.protocol.session.CreditBound;

/// A session's part of its account's credit.
///
/// @param given of the account's credit
/// @param counted signed by the client
public record SessionCredit(long given, long counted) {
  /// Of what is signed a third may be lost on the way, as nodes reckon too.
  static final int LOST_PART = 3;

  /// The most bytes that an honest node lets be unsigned. What may have been lost on the way is
  /// settled too.
  public long inFlight() {
    long settled = Math.min(4 * CreditBound.MOST, counted);
    return CreditBound.of(given, settled + settled / LOST_PART, counted > 0);
  }
}
