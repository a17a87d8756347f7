package com.qubetics.dvpn.protocol.abi;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The bytes of `abi.encode(…)`, put together field by field: a field of a fixed size is one word;
/// of any other one the word is an offset, to its bytes after the last word.
public final class AbiFields {
  private static final byte[] NOTHING = {};

  private final List<Field> fields = new ArrayList<>();

  /// @param word of a fixed size; for any other it is made when all fields are there
  /// @param tail what the offset points to; empty for a fixed size
  private record Field(Bytes32 word, byte[] tail) {}

  public AbiFields word(Bytes32 value) {
    fields.add(new Field(value, NOTHING));
    return this;
  }

  public AbiFields uint(long value) {
    return word(Bytes32.uint(value));
  }

  public AbiFields uint(BigInteger value) {
    return word(Bytes32.uint(value));
  }

  public AbiFields address(Address value) {
    return word(value.word());
  }

  public AbiFields bytes(byte[] value) {
    int padded = Math.ceilDiv(value.length, Bytes32.LENGTH) * Bytes32.LENGTH;
    return counted(value.length, Arrays.copyOf(value, padded));
  }

  public AbiFields string(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /// A list whose members are one word each.
  public AbiFields list(List<Bytes32> words) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    words.forEach(word -> all.writeBytes(word.bytes()));
    return counted(words.size(), all.toByteArray());
  }

  public byte[] encode() {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    ByteArrayOutputStream tails = new ByteArrayOutputStream();
    int length = fields.size() * Bytes32.LENGTH;
    for (Field field : fields) {
      Bytes32 word =
          field.tail.length == 0 ? field.word : Bytes32.uint((long) length + tails.size());
      words.writeBytes(word.bytes());
      tails.writeBytes(field.tail);
    }
    words.writeBytes(tails.toByteArray());
    return words.toByteArray();
  }

  private AbiFields counted(int count, byte[] content) {
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    tail.writeBytes(Bytes32.uint(count).bytes());
    tail.writeBytes(content);
    fields.add(new Field(Bytes32.ZERO, tail.toByteArray()));
    return this;
  }
}
