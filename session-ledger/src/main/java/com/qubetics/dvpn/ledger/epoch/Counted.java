package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What an account's sessions on a node counted in an epoch, bytes, and how it becomes a row of
/// whole mebibytes.
///
/// How it works, and why: who pays what is decided per byte (a pass, the free allowance, nobody),
/// and each of the three fills mebibytes of its own. What fills none is carried to the same account
/// and node of the next epoch, so that many short sessions pay a node like one long one. Carried
/// bytes link an account to a node, so they are kept only as long as the account comes back: an
/// epoch that brings nothing new lets them go, and what of them a pass has paid goes to the
/// availability pot, whoever was to be paid. Example: 1.7 MiB by a pass are a row of 1 and 0.7
/// carried; 0.4 more in the next epoch make 1.1, a row of 1 and 0.1 carried; then nothing: a row of
/// 0, and 0.1 MiB let go.
///
/// With the bytes of a pass goes what they had cost: the row's mebibytes cost their share of it,
/// floored, and the rest is carried or let go. Worked number: 1.5 MiB that cost 100 base units are
/// a row of 1 MiB for 66, and 34 are carried.
///
/// @param bytes signed by clients, with what was carried here
/// @param passBytes of these, paid by a pass
/// @param paid base units that the bytes of the pass had cost
/// @param promoBytes of these, covered by the free allowance
/// @param carriedBytes of `bytes`, what the epoch before carried here
record Counted(long bytes, long passBytes, TokenAmount paid, long promoBytes, long carriedBytes) {
  static final Counted NONE = new Counted(0, 0, TokenAmount.ZERO, 0, 0);

  Counted {
    if (passBytes < 0
        || promoBytes < 0
        || passBytes > bytes - promoBytes
        || carriedBytes < 0
        || carriedBytes > bytes) {
      throw new IllegalArgumentException(
          "counted: pass %s, promo %s, carried %s (expected: within %s bytes)"
              .formatted(passBytes, promoBytes, carriedBytes, bytes));
    }
  }

  long passMib() {
    return passBytes / ByteCount.MEBIBYTE;
  }

  /// What the row's mebibytes of a pass had cost.
  TokenAmount passPaid() {
    return Rest.share(paid, passMib() * ByteCount.MEBIBYTE, passBytes);
  }

  long promoMib() {
    return promoBytes / ByteCount.MEBIBYTE;
  }

  long countedMib() {
    return passMib() + promoMib() + (bytes - passBytes - promoBytes) / ByteCount.MEBIBYTE;
  }

  /// Whether the epoch brought nothing new, so that what was carried is let go.
  boolean isLetGo() {
    return bytes == carriedBytes;
  }

  /// Whether there is anything to publish: mebibytes, or that none will come.
  boolean isRow() {
    return countedMib() > 0 || isLetGo();
  }

  /// What of a pass no node will be paid for.
  Rest letGo() {
    return isLetGo() ? new Rest(passBytes, paid) : Rest.NONE;
  }

  /// What is counted again in the next epoch; nothing if it is let go.
  Counted carried() {
    if (isLetGo()) {
      return NONE;
    }
    long left = bytes - countedMib() * ByteCount.MEBIBYTE;
    return new Counted(
        left,
        passBytes % ByteCount.MEBIBYTE,
        paid.minus(passPaid()),
        promoBytes % ByteCount.MEBIBYTE,
        left);
  }
}
