package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A block's filter of logs: says surely that a contract logged nothing there, or that it may have.
public final class LogBloom {
  static final int LENGTH = 256;

  private final byte[] bits;

  LogBloom(byte[] bits) {
    if (bits.length != LENGTH) {
      throw new IllegalArgumentException("bloom: %s bytes (expected: 256)".formatted(bits.length));
    }
    this.bits = bits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogBloom bloom && Arrays.equals(bits, bloom.bits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits);
  }

  /// The filter of these logs.
  public static LogBloom of(List<RawLog> logs) {
    byte[] bits = new byte[LENGTH];
    for (RawLog log : logs) {
      positions(log.contract().bytes()).forEach(bit -> bits[index(bit)] |= mask(bit));
      for (Bytes32 topic : log.topics()) {
        positions(topic.bytes()).forEach(bit -> bits[index(bit)] |= mask(bit));
      }
    }
    return new LogBloom(bits);
  }

  public boolean mayHold(Address contract) {
    return positions(contract.bytes()).allMatch(bit -> (bits[index(bit)] & mask(bit)) != 0);
  }

  private static IntStream positions(byte[] item) {
    byte[] hash = Keccak.hash(item).bytes();
    return IntStream.of(0, 2, 4).map(i -> ((hash[i] & 0x7) << 8) | (hash[i + 1] & 0xff));
  }

  private static int index(int bit) {
    return LENGTH - 1 - bit / 8;
  }

  private static byte mask(int bit) {
    return (byte) (1 << (bit % 8));
  }
}
