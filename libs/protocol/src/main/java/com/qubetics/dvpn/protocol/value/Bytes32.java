package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/// 32 bytes: a hash, a nonce, a salt, a root. Not for secrets: equality is not constant-time.
public final class Bytes32 implements Comparable<Bytes32> {
  public static final int LENGTH = 32;
  public static final Bytes32 ZERO = new Bytes32(new byte[LENGTH]);

  private final byte[] bytes;

  private Bytes32(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes32 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "bytes32: %d bytes (expected: %d)".formatted(bytes.length, LENGTH));
    }
    return new Bytes32(bytes.clone());
  }

  @JsonCreator
  public static Bytes32 parse(String text) {
    return new Bytes32(Hex.parse(text, LENGTH));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @JsonValue
  @Override
  public String toString() {
    return Hex.format(bytes);
  }

  /// By unsigned bytes.
  @Override
  public int compareTo(Bytes32 other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes32 value && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
