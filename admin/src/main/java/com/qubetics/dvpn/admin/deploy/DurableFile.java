package com.qubetics.dvpn.admin.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// A file that is replaced in one step and is on the disk when the call returns: whoever reads it,
/// or comes after a crash, finds the old text or the new one.
final class DurableFile {
  private DurableFile() {}

  static void replace(Path file, String text) {
    Path target = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(target.getParent(), "a file is in a folder");
    try {
      Files.createDirectories(folder);
      Path beside = target.resolveSibling(target.getFileName() + ".new");
      Files.writeString(beside, text);
      sync(beside, StandardOpenOption.WRITE);
      Files.move(
          beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written".formatted(file), e);
    }
  }

  private static void sync(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
