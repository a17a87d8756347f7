package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
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
  private static final String REMEDY =
      "export the account's private key from the wallet: one line of 64 digits, or a keystore";
  private static final Pattern WORDS = Pattern.compile("[a-z]+( +[a-z]+){11,}");

  private KeyFile() {}

  /// A plain key for its owner only (mode 0600), as services and operators keep it.
  ///
  /// @throws IllegalArgumentException if others may read it, or it is none
  public static PrivateKey read(Path file) {
    return readOwn("key file", file);
  }

  /// As [#read(Path)].
  ///
  /// @param name of the option that named the file
  public static PrivateKey readOwn(String name, Path file) {
    SecretFile.check(name, file);
    return read(name, file, null, "use what is there for keystores");
  }

  /// A wallet's key, in either form.
  ///
  /// @param name of the option that named the file
  /// @param password the file with a keystore's password, one line; null: none was named
  /// @param remedy what to do with a keystore and no password
  /// @throws UnusableFileException with option, file and reason if it is none
  public static PrivateKey read(String name, Path file, @Nullable Path password, String remedy) {
    String text = TextFile.read(name, file);
    if (!text.stripLeading().startsWith("{")) {
      try {
        return plain(text);
      } catch (IllegalArgumentException e) {
        throw new UnusableFileException(name, file, String.valueOf(e.getMessage()), REMEDY);
      }
    }
    if (password == null) {
      throw new UnusableFileException(name, file, "is a keystore: " + remedy, remedy);
    }
    return KeystoreFile.parse(name, file, text, password);
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
