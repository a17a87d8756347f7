package com.qubetics.dvpn.chain.rpc;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;

/// A block's filter of logs: says surely that a contract logged nothing there, or that it may have.
public final class LogBloom {
  private static final int LENGTH = 256;

  private final byte[] bits;

  LogBloom(byte[] bits) {
    if (bits.length != LENGTH) {
      throw new IllegalArgumentException("bloom: %d bytes (expected: 256)".formatted(bits.length));
    }
    this.bits = bits;
  }

  public boolean mayHold(Address contract) {
    byte[] hash = Keccak.hash(contract.bytes()).bytes();
    for (int i = 0; i < 6; i += 2) {
      int bit = ((hash[i] & 0x7) << 8) | (hash[i + 1] & 0xff);
      if ((bits[LENGTH - 1 - bit / 8] & (1 << (bit % 8))) == 0) {
        return false;
      }
    }
    return true;
  }
}
