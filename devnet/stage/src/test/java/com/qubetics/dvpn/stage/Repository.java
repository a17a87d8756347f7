package com.qubetics.dvpn.stage;

import java.nio.file.Files;
import java.nio.file.Path;

/// The checkout that a test runs in.
public final class Repository {

  private Repository() {}

  public static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("dev"))) {
      at = at.getParent();
    }
    return at;
  }
}
