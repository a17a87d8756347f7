package com.qubetics.dvpn.evm.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// A secret in a file of one line, for its owner only (mode 0600).
public final class SecretFile {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  private SecretFile() {}

  /// The file's line without its end.
  ///
  /// @param kind what the file is, for messages
  /// @throws IllegalArgumentException if others may read it; never shows content
  public static String read(String kind, Path file) {
    check(kind, file);
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException("%s %s can't be read".formatted(kind, file), e);
    }
  }

  /// @throws IllegalArgumentException if others may read it
  static void check(String kind, Path file) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        throw new IllegalArgumentException(
            "%s %s is open to others: chmod 600".formatted(kind, file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s %s can't be read".formatted(kind, file), e);
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException("%s %s: no POSIX permissions".formatted(kind, file), e);
    }
  }
}
