package com.qubetics.dvpn.client.home;

import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The directory of one user's state, mode 0700; its files are 0600 and appear whole or not at all.
public final class Home {
  /// What an older version did not write yet reads as absent, 0 or false: after an update its files
  /// are still there, those of a connection that was killed among them.
  private static final JsonMapper READER =
      Json.MAPPER.rebuild().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

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

  /// @throws ProblemException HOME_UNREADABLE if the file is not what this program writes
  public <T> Optional<T> read(String name, Class<T> type) {
    try {
      return Optional.of(READER.readValue(Files.readAllBytes(file(name)), type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException e) {
      throw new ProblemException(
          0,
          "HOME_UNREADABLE",
          "%s is damaged; end the connection that it names, if one is up, and delete it"
              .formatted(file(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(String name, Object value) {
    writeText(name, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }

  public PrivateKey readKey(String name) {
    return readKey(file(name));
  }

  /// Reads a key file: one line, `0x…` of 32 bytes.
  public static PrivateKey readKey(Path file) {
    try {
      return PrivateKey.parse(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("key file: cannot read " + file, e);
    }
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

  private void writeText(String name, String text) {
    Path partial = file("." + name + "." + ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, text);
      Files.move(
          partial, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("home: cannot write " + file(name), e);
    }
  }
}
