package com.qubetics.dvpn.client.home;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.evm.key.KeyFile;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The directory of one user's state, mode 0700; its files are 0600 and appear whole or not at all.
public final class Home {
  private final Path directory;

  private Home(Path directory) {
    this.directory = directory;
  }

  public static Home at(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException("home: cannot use " + directory, e);
    }
    return new Home(directory);
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /// What an older version did not write yet reads as absent, 0 or false: after an update its files
  /// are still there, those of a connection that was killed among them.
  ///
  /// @throws ProblemException HOME_UNREADABLE if the file is not what this program writes
  public <T> Optional<T> read(String name, Class<T> type) {
    try {
      return Optional.of(Json.read(Files.readAllBytes(file(name)), type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonException e) {
      throw new ProblemException(
          ProblemCode.HOME_UNREADABLE,
          "%s is damaged; end the connection that it names, if one is up, and delete it"
              .formatted(file(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(String name, Object value) {
    writeText(name, Json.pretty(value) + "\n");
  }

  public PrivateKey readKey(String name) {
    return KeyFile.read("key file", file(name), null, "log in again");
  }

  public void writeKey(String name, PrivateKey key) {
    writeText(name, Hex.format(key.secret()) + "\n");
  }

  public void delete(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @return empty if another process, or another part of this one, holds it
  public Optional<HomeLock> lock(String name) {
    return HomeLock.take(file(name));
  }

  void writeText(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] content) {
    Path partial = file("." + name + "." + ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(partial, content);
      Files.move(
          partial, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("home: cannot write " + file(name), e);
    }
  }
}
