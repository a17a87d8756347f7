package com.qubetics.dvpn.wireguard.initiator;

import java.nio.ByteBuffer;

/// The timestamps of handshakes (TAI64N, big endian). A responder takes only ones that grow, so
/// they must not follow a clock that is set back: of the clock is only where they begin.
final class Timestamps {
  private static final long TAI64 = (1L << 62) + 10;
  private static final long NANOS = 1_000_000_000L;
  private static final long ORIGIN = System.nanoTime();
  private static final long BEGUN_SECONDS = System.currentTimeMillis() / 1000;

  private Timestamps() {}

  static byte[] next() {
    long since = System.nanoTime() - ORIGIN;
    return ByteBuffer.allocate(12)
        .putLong(TAI64 + BEGUN_SECONDS + since / NANOS)
        .putInt((int) (since % NANOS))
        .array();
  }
}
