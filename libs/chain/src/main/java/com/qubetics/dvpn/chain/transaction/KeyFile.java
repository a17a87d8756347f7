package com.qubetics.dvpn.chain.transaction;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.nio.file.Path;

/// A private key in a file: one line, `0x` and 32 bytes, for its owner only (mode 0600). For the
/// devnet; elsewhere a [Keystore] or an [ExternalSigner].
public final class KeyFile {
  private KeyFile() {}

  /// @throws IllegalArgumentException if others may read it or it is malformed; never shows content
  public static PrivateKey read(Path file) {
    String line = SecretFile.read("key file", file).strip();
    try {
      return PrivateKey.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "key file %s is malformed (expected: one line, 0x and 32 bytes)".formatted(file));
    }
  }
}
