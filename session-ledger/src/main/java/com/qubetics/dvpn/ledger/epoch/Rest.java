package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;

/// Bytes of passes that no row counts, of all owners together, and what they had cost: the file
/// tells whole mebibytes of them, and what fills none waits for the next.
record Rest(long bytes, TokenAmount paid) {
  static final Rest NONE = new Rest(0, TokenAmount.ZERO);

  Rest plus(Rest more) {
    return new Rest(Math.addExact(bytes, more.bytes), paid.plus(more.paid));
  }

  long mebibytes() {
    return bytes / ByteCount.MEBIBYTE;
  }

  /// What the whole mebibytes had cost, floored.
  TokenAmount publishedPaid() {
    return share(paid, mebibytes() * ByteCount.MEBIBYTE, bytes);
  }

  /// What is left to the next epoch.
  Rest unpublished() {
    return new Rest(bytes % ByteCount.MEBIBYTE, paid.minus(publishedPaid()));
  }

  /// ⌊paid × part ÷ whole⌋; all of it for all.
  static TokenAmount share(TokenAmount paid, long part, long whole) {
    return part == 0
        ? TokenAmount.ZERO
        : new TokenAmount(
            paid.baseUnits().multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(whole)));
  }
}
