package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Reads a published file line by line: a word, then fields separated by one space, each line ended
/// by LF. Readers are lenient about spelling here and strict afterwards: [#same] refuses any text
/// that is not exactly what its parsed form writes, so that a file has one form and one hash.
final class Lines {
  private final List<String> lines;
  private int next;

  private Lines(List<String> lines) {
    this.lines = lines;
  }

  static Lines of(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("file: no line feed at its end");
    }
    return new Lines(Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1)));
  }

  /// Whether the next line begins with this word.
  boolean at(String word) {
    return next < lines.size() && lines.get(next).startsWith(word + " ");
  }

  /// The fields of the next line.
  ///
  /// @throws IllegalArgumentException unless that line is `word` and `count` fields
  Fields take(String word, int count) {
    if (!at(word)) {
      throw new IllegalArgumentException("line %d: no '%s'".formatted(next + 1, word));
    }
    String[] fields = lines.get(next++).split(" ", -1);
    if (fields.length != count + 1) {
      throw new IllegalArgumentException(
          "line %d: %d fields (expected: %d)".formatted(next, fields.length - 1, count));
    }
    return new Fields(fields);
  }

  void end() {
    if (next != lines.size()) {
      throw new IllegalArgumentException("line %d: not expected here".formatted(next + 1));
    }
  }

  /// @throws IllegalArgumentException at the first line where `text` differs from `written`
  static void same(String text, String written) {
    if (!text.equals(written)) {
      String[] is = text.split("\n", -1);
      String[] expected = written.split("\n", -1);
      int line = Arrays.mismatch(is, expected);
      throw new IllegalArgumentException("line %d: not in its one form".formatted(line + 1));
    }
  }

  static Bytes32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Lower-case `0x…`, the form of addresses in files.
  static String hex(Address address) {
    return Hex.format(address.bytes());
  }

  /// The fields of one line, in turn.
  static final class Fields {
    private final String[] fields;
    private int next = 1;

    private Fields(String[] fields) {
      this.fields = fields;
    }

    String text() {
      return fields[next++];
    }

    long number() {
      return Long.parseLong(text());
    }

    int smallNumber() {
      return Integer.parseInt(text());
    }

    ByteCount bytes() {
      return new ByteCount(number());
    }

    TokenAmount amount() {
      return TokenAmount.parse(text());
    }

    Bytes32 bytes32() {
      return Bytes32.parse(text());
    }

    Address address() {
      return Address.parse(text());
    }

    NodeId node() {
      return new NodeId(address());
    }

    /// Joined by commas; `-` is none.
    List<NodeId> nodes() {
      String text = text();
      return text.equals("-")
          ? List.of()
          : Arrays.stream(text.split(",", -1)).map(NodeId::parse).toList();
    }

    Account account() {
      return new Account(address());
    }

    Signature signature() {
      return Signature.parse(text());
    }
  }
}
