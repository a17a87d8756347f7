package com.qubetics.dvpn.agent.host;

import java.nio.file.Path;

/// The host that changes are made to.
///
/// @param root where its file system begins: `/`, and a folder in tests. Sysctls, tables and units
///   are always those of the running kernel and network namespace
public record Host(Path root) {
  public static final Host THIS = new Host(Path.of("/"));

  /// @param absolute as the host knows it
  Path file(String absolute) {
    return root.resolve(absolute.substring(1));
  }
}
