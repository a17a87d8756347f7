package com.qubetics.dvpn.protocol.value;

import java.util.HexFormat;

/// `0x`-prefixed hexadecimal of a fixed length; either case is read, lower case is written.
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /// @throws IllegalArgumentException if `text` is not `0x` and exactly `length` bytes
  public static byte[] parse(String text, int length) {
    byte[] bytes = parse(text);
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "hex: %s bytes (expected: %s)".formatted(bytes.length, length));
    }
    return bytes;
  }

  /// @throws IllegalArgumentException if `text` is not `0x` and an even number of digits
  public static byte[] parse(String text) {
    if (!text.startsWith("0x") || text.length() % 2 != 0) {
      throw new IllegalArgumentException("hex: malformed (expected: 0x and pairs of digits)");
    }
    return FORMAT.parseHex(text, 2, text.length());
  }

  public static String format(byte[] bytes) {
    return "0x" + FORMAT.formatHex(bytes);
  }
}
