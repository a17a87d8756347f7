package com.qubetics.dvpn.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/// A file with this content and mode, owned by who runs setup. As a text it is the mode, a line
/// feed and the content, one character per byte: so a file that was there before comes back as it
/// was.
///
/// @param mode such as `rw-r--r--`
public record FileWritten(String path, String mode, String content) implements HostChange {
  private static final int MOST_BYTES = 1 << 20;

  public FileWritten {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(content, "content");
  }

  @Override
  public String place() {
    return "file " + path;
  }

  @Override
  public String effect() {
    return "written, %s, %s lines".formatted(mode, content.lines().count());
  }

  @Override
  public String wanted() {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return mode + "\n" + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public Optional<String> present(Host host) throws IOException {
    Path file = host.file(path);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(path + ": too large to be kept for uninstall (expected: 1 MiB)");
    }
    return Optional.of(
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
            + "\n"
            + Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void set(Host host, Optional<String> text) throws IOException {
    Path file = host.file(path);
    Path fresh = file.resolveSibling(file.getFileName() + ".dvpn-new");
    Files.deleteIfExists(fresh);
    if (text.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    String[] parts = text.get().split("\n", 2);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        fresh,
        parts[1],
        StandardCharsets.ISO_8859_1,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(parts[0]));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
