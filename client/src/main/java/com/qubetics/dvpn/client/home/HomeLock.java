package com.qubetics.dvpn.client.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Something of a home that one process, and one part of it, holds at a time. The kernel lets it go
/// when the process ends, however that ends.
public final class HomeLock implements AutoCloseable {
  /// Held in this process. Asked first: closing a file takes away all locks that its process has on
  /// it, also those of another part of the program.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private HomeLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// @return empty if another holds it
  static Optional<HomeLock> take(Path file) {
    Path named = file.toAbsolutePath().normalize();
    if (!HELD.add(named)) {
      return Optional.empty();
    }
    Optional<HomeLock> taken = Optional.empty();
    try {
      taken = open(named);
      return taken;
    } catch (IOException e) {
      throw new UncheckedIOException("home: cannot lock " + named, e);
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(named);
      }
    }
  }

  @SuppressWarnings("resource") // The lock's own close ends it.
  private static Optional<HomeLock> open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (channel.tryLock() == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new HomeLock(file, channel));
  }

  /// Lets it go; nothing happens the second time.
  @Override
  public void close() {
    if (channel.isOpen()) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("home: cannot unlock " + file, e);
      } finally {
        HELD.remove(file);
      }
    }
  }
}
