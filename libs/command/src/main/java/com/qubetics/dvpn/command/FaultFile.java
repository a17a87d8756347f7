package com.qubetics.dvpn.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the details of a fault are written, for its owner alone: the given folder, else that of
/// temporary files.
final class FaultFile {
  private FaultFile() {}

  /// @return empty if it can't be written anywhere
  static Optional<Path> write(Throwable failure, String program, Path folder) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    return Stream.of(folder, temporary)
        .flatMap(there -> written(there, program, text.toString()).stream())
        .findFirst();
  }

  private static Optional<Path> written(Path folder, String program, String text) {
    try {
      Path file =
          Files.createTempFile(
              folder,
              program + "-fault-",
              ".txt",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Optional.of(Files.writeString(file, text, StandardOpenOption.WRITE));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
