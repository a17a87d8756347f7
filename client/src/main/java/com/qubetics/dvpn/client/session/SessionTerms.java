package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.protocol.value.ByteCount;
import java.time.Duration;

/// What the client grants at most.
///
/// @param maxBytes rx + tx
/// @param lifetime from the moment of signing
public record SessionTerms(ByteCount maxBytes, Duration lifetime) {
  public static final SessionTerms DEFAULT =
      new SessionTerms(ByteCount.ofMebibytes(1 << 20), Duration.ofHours(8));
}
