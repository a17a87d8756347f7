package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A secret in a file of one line, for its owner only (mode 0600).
public final class SecretFile {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  private static final String ONE_LINE = "write it as one line";

  private SecretFile() {}

  /// The file's line without its end.
  ///
  /// @param kind what the file is, or the option that named it, for messages
  /// @throws UnusableFileException if others may read it, or it is not one line; never shows
  ///   content
  public static String read(String kind, Path file) {
    check(kind, file);
    List<String> lines = TextFile.read(kind, file).lines().toList();
    long filled = lines.stream().filter(line -> !line.isBlank()).count();
    if (filled == 0) {
      throw new UnusableFileException(kind, file, "is empty (expected: one line)", ONE_LINE);
    }
    if (filled > 1 || lines.getFirst().isBlank()) {
      throw new UnusableFileException(
          kind, file, "has %s lines (expected: one)".formatted(lines.size()), ONE_LINE);
    }
    return lines.getFirst();
  }

  /// @throws UnusableFileException if others may read it
  static void check(String kind, Path file) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        throw new UnusableFileException(
            kind, file, "is open to others: chmod 600", "chmod 600 " + file);
      }
    } catch (IOException e) {
      throw UnusableFileException.of(kind, file, e);
    } catch (UnsupportedOperationException e) {
      throw new UnusableFileException(
          kind, file, "is where no POSIX permissions are", "keep it on a disk that has them");
    }
  }
}
