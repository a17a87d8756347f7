package com.qubetics.dvpn.selector.scoring;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.nio.ByteBuffer;

/// Numbers that a seed fixes, in any language: the i-th (from 0) is the first 63 bits of
/// Keccak-256(seed ‖ uint64 i), reduced to the bound by remainder. The bias, bound / 2^63, is far
/// below anything that could be seen. Not for secrets. One thread.
final class SeededDraw {
  private final Bytes32 seed;
  private long drawn;

  SeededDraw(Bytes32 seed) {
    this.seed = seed;
  }

  /// @return 0 to `bound` − 1
  long below(long bound) {
    byte[] counter = ByteBuffer.allocate(Long.BYTES).putLong(drawn++).array();
    return (ByteBuffer.wrap(Keccak.hash(seed.bytes(), counter).bytes()).getLong() >>> 1) % bound;
  }
}
