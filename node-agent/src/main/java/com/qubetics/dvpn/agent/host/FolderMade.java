package com.qubetics.dvpn.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/// A folder for files of ours. Taken away again only while it is empty.
///
/// @param mode such as `rwxr-xr-x`, for a folder that was not there
public record FolderMade(String path, String mode) implements HostChange {
  private static final String THERE = "there";

  public FolderMade {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(mode, "mode");
  }

  @Override
  public String place() {
    return "folder " + path;
  }

  @Override
  public String effect() {
    return "made, " + mode;
  }

  @Override
  public String wanted() {
    return THERE;
  }

  @Override
  public Optional<String> present(Host host) {
    return Files.isDirectory(host.file(path)) ? Optional.of(THERE) : Optional.empty();
  }

  @Override
  public void set(Host host, Optional<String> text) throws IOException {
    Path folder = host.file(path);
    if (text.isPresent()) {
      Files.createDirectory(
          folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
      return;
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else keeps something in it by now.
    }
  }
}
