package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A number of bytes, 0 to 2^63-1; arithmetic that would leave that range throws.
public record ByteCount(@JsonValue long bytes) implements Comparable<ByteCount> {
  public static final long MEBIBYTE = 1L << 20;
  public static final ByteCount ZERO = new ByteCount(0);

  public ByteCount {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: %s (expected: not negative)".formatted(bytes));
    }
  }

  @JsonCreator
  public static ByteCount of(long bytes) {
    return new ByteCount(bytes);
  }

  public static ByteCount ofMebibytes(long mebibytes) {
    return new ByteCount(Math.multiplyExact(mebibytes, MEBIBYTE));
  }

  public ByteCount plus(ByteCount other) {
    return new ByteCount(Math.addExact(bytes, other.bytes));
  }

  /// @throws IllegalArgumentException if `other` is larger
  public ByteCount minus(ByteCount other) {
    return new ByteCount(bytes - other.bytes);
  }

  /// Whole mebibytes; the rest is dropped.
  public long toMebibytes() {
    return bytes / MEBIBYTE;
  }

  @Override
  public int compareTo(ByteCount other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return Long.toString(bytes);
  }
}
