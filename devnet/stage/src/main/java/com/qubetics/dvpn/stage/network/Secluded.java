package com.qubetics.dvpn.stage.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a service is started: it finds its own folder of secrets, and none of the others', no
/// wallet, no node's or client's home and no server's data. Empty folders are mounted over those,
/// in a view of the file system that is this program's alone.
///
/// All programs of the devnet are one user's, so this keeps no attacker out; it shows that each
/// service runs with what it is meant to have, and nothing else.
final class Secluded {
  private static final String SCRIPT =
      """
      set -e
      while [ "$1" != -- ]; do
        mount -t tmpfs -o ro,size=4k,mode=0555 nothing "$1"
        shift
      done
      shift
      exec "$@"
      """;

  private Secluded() {}

  /// The command, for one service.
  static List<String> running(Layout layout, Service service, List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of("unshare", "--mount", "--", "/bin/sh", "-c", SCRIPT, service.name()));
    hidden(layout, service).forEach(folder -> line.add(folder.toString()));
    line.add("--");
    line.addAll(command);
    return line;
  }

  private static List<Path> hidden(Layout layout, Service service) {
    List<Path> hidden =
        new ArrayList<>(
            List.of(layout.keys(), layout.data(), layout.tls(), layout.nodes(), layout.clients()));
    for (String owner : Layout.OWNERS_OF_SECRETS) {
      if (!owner.equals(service.name())) {
        hidden.add(layout.secrets(owner));
      }
    }
    return hidden;
  }
}
