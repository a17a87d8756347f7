package com.qubetics.dvpn.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A text that a user wrote, in whatever editor.
public final class TextFile {
  private TextFile() {}

  /// The text without a byte order mark.
  ///
  /// @param name of the option that named the file, or what it is
  /// @throws UnusableFileException if it can't be read, or is not UTF-8
  public static String read(String name, Path file) {
    try {
      return text(name, file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw UnusableFileException.of(name, file, e);
    }
  }

  private static String text(String name, Path file, byte[] bytes) throws CharacterCodingException {
    if (startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0xff, 0xfe)) {
      throw new UnusableFileException(
          name, file, "is UTF-16 (expected: plain text): save it as UTF-8", "save it as UTF-8");
    }
    String text = strict(bytes);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /// @throws CharacterCodingException for what is no UTF-8, where a lenient decoder puts U+FFFD
  static String strict(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }
}
