package com.qubetics.dvpn.evm.transaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// A file that is replaced in one step and is on the disk when the call returns: whoever reads it,
/// or comes after a crash, finds the old text or the new one.
public final class DurableFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private DurableFile() {}

  /// For all who may read what is in its folder.
  public static void replace(Path file, String text) {
    replace(file, text, new FileAttribute<?>[0], new FileAttribute<?>[0]);
  }

  /// For the owner alone (mode 0600), like a folder that it makes (0700).
  public static void replacePrivate(Path file, String text) {
    replace(
        file, text, new FileAttribute<?>[] {OWNER_ONLY}, new FileAttribute<?>[] {OWNERS_FOLDER});
  }

  /// Deletes it for good; nothing happens if it is not there.
  public static void delete(Path file) {
    try {
      if (Files.deleteIfExists(file)) {
        sync(folder(file), StandardOpenOption.READ);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be deleted".formatted(file), e);
    }
  }

  private static void replace(
      Path file, String text, FileAttribute<?>[] fileMode, FileAttribute<?>[] folderMode) {
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(folder(file), folderMode);
      Path beside = target.resolveSibling(target.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(beside, fileMode);
      Files.writeString(beside, text);
      sync(beside, StandardOpenOption.WRITE);
      Files.move(
          beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder(file), StandardOpenOption.READ);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written".formatted(file), e);
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
  }

  private static void sync(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
