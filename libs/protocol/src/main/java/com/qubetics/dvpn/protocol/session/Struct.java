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
  private final ByteArrayOutputStream words = new ByteArrayOutputStream();

  /// @param type the full type text such as `Ack(bytes32 usageHash,uint64 rx,uint64 tx)`
  public Struct(String type) {
    text(type);
  }

  public Struct uint(long value) {
    return bytes32(Bytes32.uint(value));
  }

  public Struct uint(BigInteger value) {
    return bytes32(Bytes32.uint(value));
  }

  public Struct address(Address value) {
    return bytes32(value.word());
  }

  public Struct bytes32(Bytes32 value) {
    words.writeBytes(value.bytes());
    return this;
  }

  /// `bytes1` to `bytes31`: filled up on the right.
  public Struct fixed(byte[] value) {
    words.writeBytes(Arrays.copyOf(value, Bytes32.LENGTH));
    return this;
  }

  /// `string`: its hash.
  public Struct text(String value) {
    return bytes32(Keccak.hash(value.getBytes(StandardCharsets.UTF_8)));
  }

  public Bytes32 hash() {
    return Keccak.hash(words.toByteArray());
  }
}
