package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The hash of one leaf: `keccak256(bytes.concat(keccak256(abi.encode(…))))`, built field by field
/// (docs/protocol.md, section 4). Hashed twice, so that no inner node of a tree, being the hash of
/// 64 bytes, can pass for a leaf.
final class Leaf {
  static final int WORD = 32;

  /// The encoded fields: a static one is its word, a dynamic one is kept in `tails`.
  private final List<byte[]> heads = new ArrayList<>();

  /// Beside each head: the bytes that its offset points to; empty for a static field.
  private final List<byte[]> tails = new ArrayList<>();

  Leaf uint(long value) {
    return uint(BigInteger.valueOf(value));
  }

  Leaf uint(BigInteger value) {
    return fixed(word(value));
  }

  Leaf address(Address value) {
    byte[] word = new byte[WORD];
    System.arraycopy(value.bytes(), 0, word, WORD - Address.LENGTH, Address.LENGTH);
    return fixed(word);
  }

  Leaf bytes32(Bytes32 value) {
    return fixed(value.bytes());
  }

  Leaf string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    tail.writeBytes(word(BigInteger.valueOf(bytes.length)));
    tail.writeBytes(bytes);
    tail.writeBytes(new byte[(WORD - bytes.length % WORD) % WORD]);
    heads.add(new byte[0]);
    tails.add(tail.toByteArray());
    return this;
  }

  Bytes32 hash() {
    return Keccak.hash(Keccak.hash(encode()).bytes());
  }

  /// `abi.encode` of the fields.
  byte[] encode() {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    int headLength = heads.size() * WORD;
    for (int i = 0; i < heads.size(); i++) {
      if (tails.get(i).length == 0) {
        head.writeBytes(heads.get(i));
      } else {
        head.writeBytes(word(BigInteger.valueOf(headLength + tail.size())));
        tail.writeBytes(tails.get(i));
      }
    }
    head.writeBytes(tail.toByteArray());
    return head.toByteArray();
  }

  /// @throws IllegalArgumentException unless 0 ≤ value < 2^256
  static byte[] word(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 8 * WORD) {
      throw new IllegalArgumentException("uint: %s (expected: 0 to 2^256-1)".formatted(value));
    }
    byte[] word = new byte[WORD];
    byte[] bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    System.arraycopy(bytes, from, word, WORD - (bytes.length - from), bytes.length - from);
    return word;
  }

  private Leaf fixed(byte[] word) {
    heads.add(word);
    tails.add(new byte[0]);
    return this;
  }
}
