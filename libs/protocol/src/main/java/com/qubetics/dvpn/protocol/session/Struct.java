package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds an EIP-712 struct hash member by member, in the order of the type text.
public final class Struct {
  private static final int WORD = 32;

  private final ByteArrayOutputStream words = new ByteArrayOutputStream();

  /// @param type the full type text such as `Ack(bytes32 usageHash,uint64 rx,uint64 tx)`
  public Struct(String type) {
    text(type);
  }

  public Struct uint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("uint: %d (expected: not negative)".formatted(value));
    }
    return uint(BigInteger.valueOf(value));
  }

  public Struct uint(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes.length > WORD ? bytes.length - WORD : 0;
    return left(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  public Struct address(Address value) {
    return left(value.bytes());
  }

  public Struct bytes32(Bytes32 value) {
    words.writeBytes(value.bytes());
    return this;
  }

  /// `bytes1` to `bytes31`: filled up on the right.
  public Struct fixed(byte[] value) {
    words.writeBytes(Arrays.copyOf(value, WORD));
    return this;
  }

  /// `string`: its hash.
  public Struct text(String value) {
    return bytes32(Keccak.hash(value.getBytes(StandardCharsets.UTF_8)));
  }

  public Bytes32 hash() {
    return Keccak.hash(words.toByteArray());
  }

  private Struct left(byte[] value) {
    words.writeBytes(new byte[WORD - value.length]);
    words.writeBytes(value);
    return this;
  }
}
