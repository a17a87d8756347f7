package com.qubetics.dvpn.chain.transaction;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// A private key in a file: one line, `0x` and 32 bytes, for its owner only (mode 0600).
public final class KeyFile {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  private KeyFile() {}

  /// @throws IllegalArgumentException if others may read it or it is malformed; never shows content
  public static PrivateKey read(Path file) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        throw new IllegalArgumentException(
            "key file %s is open to others: chmod 600".formatted(file));
      }
      return PrivateKey.parse(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("key file %s can't be read".formatted(file), e);
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException("key file %s: no POSIX permissions".formatted(file), e);
    }
  }
}
