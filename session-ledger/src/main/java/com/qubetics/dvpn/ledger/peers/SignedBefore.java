package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.protocol.value.ByteCount;
import java.util.Optional;

/// What a node is told of the bytes that an account signed for in earlier sessions, to give its
/// next one credit by: a power of two from 32 MiB to 1 GiB, or nothing below that. Six classes that
/// most accounts share, so that a node, or several, can't tell by it whose session it is (I11);
/// more than 1 GiB would raise no credit.
///
/// Worked number: 100 MiB are told as 64 MiB, a terabyte as 1 GiB.
final class SignedBefore {
  private static final long LEAST = 32 * ByteCount.MEBIBYTE;
  private static final long MOST = 1024 * ByteCount.MEBIBYTE;

  private SignedBefore() {}

  static Optional<ByteCount> of(long bytes) {
    return bytes < LEAST
        ? Optional.empty()
        : Optional.of(new ByteCount(Math.min(Long.highestOneBit(bytes), MOST)));
  }
}
