package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads a published file line by line: a word, then fields separated by one space, each line ended
/// by LF. Readers are lenient about spelling here and strict afterwards: [#same] refuses any text
/// that is not exactly what its parsed form writes, so that a file has one form and one hash.
final class FileLines {
  private final List<String> lines;
  private int next;

  private FileLines(List<String> lines) {
    this.lines = lines;
  }

  /// Of a file, whose first line has its name and version.
  static FileLines of(String text, String name, int version) {
    FileLines lines = of(text);
    String found = lines.take(name, 1).text();
    if (!found.equals(Integer.toString(version))) {
      throw new IllegalArgumentException(
          "%s: version %s (expected: %s)".formatted(name, found, version));
    }
    return lines;
  }

  /// Whether its first line says so.
  static boolean is(String text, String name, int version) {
    return text.startsWith(line(name, version));
  }

  static FileLines of(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("file: no line feed at its end");
    }
    return new FileLines(Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1)));
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
      throw new IllegalArgumentException("line %s: no '%s'".formatted(next + 1, word));
    }
    String[] fields = lines.get(next++).split(" ", -1);
    if (fields.length != count + 1) {
      throw new IllegalArgumentException(
          "line %s: %s fields (expected: %s)".formatted(next, fields.length - 1, count));
    }
    return new Fields(fields);
  }

  /// As many lines of this kind as follow.
  <R> List<R> takeAll(String word, int count, Function<Fields, R> row) {
    List<R> rows = new ArrayList<>();
    while (at(word)) {
      rows.add(row.apply(take(word, count)));
    }
    return rows;
  }

  void end() {
    if (next != lines.size()) {
      throw new IllegalArgumentException("line %s: not expected here".formatted(next + 1));
    }
  }

  /// @throws IllegalArgumentException at the first line where `text` differs from `written`
  static void same(String text, String written) {
    if (!text.equals(written)) {
      String[] is = text.split("\n", -1);
      String[] expected = written.split("\n", -1);
      int line = Arrays.mismatch(is, expected);
      throw new IllegalArgumentException("line %s: not in its one form".formatted(line + 1));
    }
  }

  static Bytes32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A line as files have it.
  static String line(String word, Object... fields) {
    StringBuilder line = new StringBuilder(word);
    for (Object field : fields) {
      line.append(' ').append(field(field));
    }
    return line.append('\n').toString();
  }

  /// Addresses are lower-case `0x…`; a list is joined by commas, `-` if it is empty.
  static String field(Object value) {
    return switch (value) {
      case Address address -> Hex.format(address.bytes());
      case NodeId node -> field(node.address());
      case Account account -> field(account.address());
      case SessionKey key -> field(key.address());
      case List<?> many when many.isEmpty() -> "-";
      case List<?> many -> many.stream().map(FileLines::field).collect(Collectors.joining(","));
      default -> value.toString();
    };
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
