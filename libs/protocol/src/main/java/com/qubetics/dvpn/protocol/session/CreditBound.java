package com.qubetics.dvpn.protocol.session;

/// The most bytes of a session that may be unsigned, whatever its client signs in between
/// (docs/protocol.md, section 8): nodes keep to it, and the ledger believes a node no more.
///
/// 768 MiB is 400 Mbit/s for answers of ten seconds, and what is moved until they are asked for.
public final class CreditBound {
  /// What a newcomer's session is given, bytes; the most that any is.
  public static final long NEWCOMER = 32L << 20;

  /// Of any session, bytes.
  public static final long MOST = 1536L << 20;

  private static final long NEWCOMER_SIGNING = 768L << 20;
  private static final int SIGNED_PART = 4;

  private CreditBound() {}

  /// @param given bytes of its account's credit
  /// @param settled bytes, by the client's acks
  /// @param signs whether the client has signed all that it was asked for
  public static long of(long given, long settled, boolean signs) {
    long most =
        signs && given >= NEWCOMER
            ? NEWCOMER_SIGNING + Math.min(settled, MOST)
            : given + settled / SIGNED_PART;
    return Math.min(MOST, most);
  }
}
