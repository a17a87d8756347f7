package com.qubetics.dvpn.evm.abi;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads 32-byte words one after the other: answers and events whose members all have a fixed size.
/// Not for several threads.
public final class WordReader {
  private static final BigInteger LATEST = BigInteger.valueOf(253_402_300_799L);

  private final List<Bytes32> words;
  private int next;

  public WordReader(List<Bytes32> words) {
    this.words = List.copyOf(words);
  }

  /// @throws IllegalArgumentException if the length is no multiple of 32
  public static List<Bytes32> split(byte[] data) {
    if (data.length % Bytes32.LENGTH != 0) {
      throw new IllegalArgumentException("words: %s bytes".formatted(data.length));
    }
    List<Bytes32> words = new ArrayList<>();
    for (int at = 0; at < data.length; at += Bytes32.LENGTH) {
      words.add(Bytes32.of(Arrays.copyOfRange(data, at, at + Bytes32.LENGTH)));
    }
    return words;
  }

  public Bytes32 bytes32() {
    if (next == words.size()) {
      throw new IllegalArgumentException("words: %s (expected: more)".formatted(words.size()));
    }
    return words.get(next++);
  }

  public Address address() {
    return Address.of(Arrays.copyOfRange(bytes32().bytes(), 12, Bytes32.LENGTH));
  }

  public BigInteger uint() {
    return new BigInteger(1, bytes32().bytes());
  }

  /// @throws ArithmeticException if it is not below 2^63
  public long number() {
    return uint().longValueExact();
  }

  /// A number of a type with fewer than 64 bits, such as uint32.
  ///
  /// @throws IllegalArgumentException if it needs more
  public long number(int bits) {
    BigInteger number = uint();
    if (number.bitLength() > bits) {
      throw new IllegalArgumentException("uint%s: %s".formatted(bits, number));
    }
    return number.longValue();
  }

  /// A moment in seconds since 1970. What lies beyond the year 9999 is its last second: no clock
  /// here gets there, and databases and JSON can hold it.
  public Instant instant() {
    return Instant.ofEpochSecond(uint().min(LATEST).longValue());
  }

  /// @throws IllegalArgumentException if it is neither 0 nor 1
  public boolean bool() {
    return number(1) == 1;
  }
}
