package com.qubetics.dvpn.ledger.session;

/// The most bytes of a session that an honest node lets be unsigned: what `node-agent` keeps to
/// (docs/protocol.md, section 8), whatever it signs.
///
/// @param given of the account's credit
/// @param counted signed by the client
public record SessionCredit(long given, long counted) {
  private static final long MOST = 1536L << 20;
  private static final long MOST_OF_NEWCOMER = 768L << 20;
  private static final int SIGNED_PART = 4;
  private static final int LOST_PART = 3;

  public long inFlight() {
    // What may have been lost on the way is settled too.
    long settled = Math.min(4 * MOST, counted) + Math.min(4 * MOST, counted) / LOST_PART;
    long most =
        counted == 0 || given < AccountCredit.MOST_SHARE
            ? given + settled / SIGNED_PART
            : MOST_OF_NEWCOMER + settled;
    return Math.min(MOST, most);
  }
}
