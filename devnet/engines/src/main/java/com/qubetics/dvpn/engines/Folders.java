package com.qubetics.dvpn.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directories of engines: the kept ones of the devnet, and those of tests, gone with the JVM.
public final class Folders {

  private Folders() {}

  static Path create(Path folder) {
    try {
      return Files.createDirectories(folder.toAbsolutePath());
    } catch (IOException e) {
      throw new EngineException("could not create " + folder, e);
    }
  }

  /// A new directory below the system's temporary one, deleted when the JVM ends in order; engines
  /// registered after it have stopped by then.
  public static Path temporary(String name) {
    try {
      Path folder = Files.createTempDirectory("dvpn-" + name + "-");
      Endings.add(() -> delete(folder));
      return folder;
    } catch (IOException e) {
      throw new EngineException("could not create a temporary directory", e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Folders::deleteOne);
    } catch (IOException | UncheckedIOException e) {
      // What is left lies in the temporary directory, where the system cleans up.
      return;
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
