package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
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
          "bytes32: %s bytes (expected: %s)".formatted(bytes.length, LENGTH));
    }
    return new Bytes32(bytes.clone());
  }

  /// A number as the EVM's word.
  ///
  /// @throws IllegalArgumentException unless 0 ≤ value < 2^256
  public static Bytes32 uint(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > Byte.SIZE * LENGTH) {
      throw new IllegalArgumentException("uint: %s (expected: 0 to 2^256-1)".formatted(value));
    }
    byte[] digits = value.toByteArray();
    int length = Math.min(digits.length, LENGTH);
    return right(Arrays.copyOfRange(digits, digits.length - length, digits.length));
  }

  public static Bytes32 uint(long value) {
    return uint(BigInteger.valueOf(value));
  }

  /// Filled up with zeros on the left.
  static Bytes32 right(byte[] bytes) {
    byte[] word = new byte[LENGTH];
    System.arraycopy(bytes, 0, word, LENGTH - bytes.length, bytes.length);
    return new Bytes32(word);
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
