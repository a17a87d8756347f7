package com.qubetics.dvpn.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The password by which an engine knows its administrator: 32 random bytes in a file of mode 0600,
/// made when the engine's data are.
final class PasswordFile {
  private static final SecureRandom RANDOM = new SecureRandom();

  private PasswordFile() {}

  /// The password, made now if there is none.
  static String readOrMake(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(beside(file));
        Files.createFile(
            beside(file),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        Files.writeString(beside(file), HexFormat.of().formatHex(bytes), StandardOpenOption.SYNC);
        Files.move(beside(file), file);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new EngineException("could not make or read " + file, e);
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }
}
