package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A private key in a file, as wallets hand it out: one line of 64 hexadecimal digits, with `0x` or
/// (as MetaMask shows it) without; or a [Keystore]. What can't be read is told by what it is; no
/// message shows content.
public final class KeyFile {
  private static final int DIGITS = 2 * PrivateKey.LENGTH;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]*");
  private static final Pattern WORDS = Pattern.compile("[a-z]+( +[a-z]+){11,}");

  private KeyFile() {}

  /// A plain key for its owner only (mode 0600), as services and operators keep it.
  ///
  /// @throws IllegalArgumentException if others may read it, or it is none
  public static PrivateKey read(Path file) {
    SecretFile.check("key file", file);
    return read("key file", file, null, "use what is there for keystores");
  }

  /// A wallet's key, in either form.
  ///
  /// @param name of the option that named the file
  /// @param password the file with a keystore's password, one line; null: none was named
  /// @param remedy what to do with a keystore and no password
  /// @throws IllegalArgumentException with option, file and reason if it is none
  public static PrivateKey read(String name, Path file, @Nullable Path password, String remedy) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s %s %s".formatted(name, file, reason(file, e)));
    }
    String text;
    try {
      text = text(bytes);
      if (!text.stripLeading().startsWith("{")) {
        return plain(text);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s %s %s".formatted(name, file, e.getMessage()));
    }
    if (password == null) {
      throw new IllegalArgumentException("%s %s is a keystore: %s".formatted(name, file, remedy));
    }
    return KeystoreFile.parse(file, text, password);
  }

  private static String reason(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException ignored -> "is not there";
      case AccessDeniedException ignored -> "may not be read by this user";
      default -> Files.isDirectory(file) ? "is a folder" : "can't be read: " + e.getMessage();
    };
  }

  private static String text(byte[] bytes) {
    if (startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0xff, 0xfe)) {
      throw new IllegalArgumentException("is UTF-16 (expected: plain text): save it as UTF-8");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }

  private static PrivateKey plain(String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.size() != 1) {
      throw new IllegalArgumentException(
          lines.isEmpty()
              ? "is empty (expected: a key)"
              : "has %s lines (expected: one, with the key)".formatted(lines.size()));
    }
    String line = lines.getFirst();
    if (WORDS.matcher(line).matches()) {
      throw new IllegalArgumentException(
          "holds a recovery phrase (expected: the account's private key): export that from the"
              + " wallet");
    }
    String digits = line.startsWith("0x") ? line.substring(2) : line;
    if (!HEX.matcher(digits).matches()) {
      throw new IllegalArgumentException("is not hexadecimal (expected: 64 digits)");
    }
    if (digits.length() != DIGITS) {
      throw new IllegalArgumentException(
          "has %s digits (expected: %s)".formatted(digits.length(), DIGITS));
    }
    try {
      return PrivateKey.parse("0x" + digits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("holds a number that is no key of secp256k1");
    }
  }
}
