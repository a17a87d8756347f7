package com.qubetics.dvpn.engines;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The server's programs, unpacked once per user and machine from the archive that comes as a Maven
/// dependency.
final class PostgresBinaries {

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  private PostgresBinaries() {}

  /// The directory that holds `bin`, `lib` and `share`. Processes that unpack at the same moment
  /// don't disturb each other: each unpacks beside the final place, and the first one there wins.
  static synchronized Path unpacked() {
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new EngineException("no PostgreSQL for this platform (expected: Linux on x86-64)");
      }
      Path parent = Folders.create(cache());
      Path home = parent.resolve("postgres-" + version());
      if (!Files.isExecutable(home.resolve("bin/postgres"))) {
        Path beside = Files.createTempDirectory(parent, "unpacking-");
        extract(archive, beside);
        moveInto(beside, home);
      }
      return home;
    } catch (IOException e) {
      throw new EngineException("could not unpack PostgreSQL (disk full?)", e);
    }
  }

  /// Size and name say enough: the archive of another release never has the very same length.
  private static String version() throws IOException {
    return Long.toHexString(
        Objects.requireNonNull(PostgresBinaries.class.getResource(ARCHIVE))
            .openConnection()
            .getContentLengthLong());
  }

  private static Path cache() {
    Path home = Path.of(System.getProperty("user.home", ""));
    boolean usable = home.isAbsolute() && Files.isWritable(home);
    return usable
        ? home.resolve(".cache/dvpn")
        : Path.of(System.getProperty("java.io.tmpdir"), "dvpn-" + System.getProperty("user.name"));
  }

  private static void moveInto(Path beside, Path home) throws IOException {
    try {
      Files.move(beside, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      Folders.delete(beside);
    } catch (AtomicMoveNotSupportedException e) {
      throw new EngineException("could not move " + beside + " to " + home, e);
    }
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("entry outside of its archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(file.getParent());
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          Files.setPosixFilePermissions(file, permissions(entry));
        }
      }
    }
  }

  private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
    Set<PosixFilePermission> all =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if ((entry.getMode() & 0100) != 0) {
      all.add(PosixFilePermission.OWNER_EXECUTE);
    }
    return all;
  }
}
