package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a network that is up says of itself in `status.json`, and where its files lie.
record RunningDevnet(Path home, Status status) {

  /// @param readySeconds from `up` until all of it was ready
  record Status(String state, double readySeconds, URI gateway, URI rpc, List<Program> processes) {}

  /// @param startMillis from its start to its readiness; 0 if it has none of its own
  record Program(String name, long startMillis, long memoryKib) {}

  static RunningDevnet at(Path home) throws IOException {
    Path file = home.resolve("status.json");
    if (!Files.exists(file)) {
      throw new IOException("no network at " + home + ": ./dev up");
    }
    Status status = Json.read(Files.readAllBytes(file), Status.class);
    if (!"ready".equals(status.state())) {
      throw new IOException("the network is " + status.state() + ": wait, or ./dev up");
    }
    return new RunningDevnet(home, status);
  }

  Path authority() {
    return home.resolve("tls/authority.pem");
  }

  /// The wallet of the third user, who owns no pass and has the free allowance.
  Path wallet() {
    return home.resolve("keys/user-3.key");
  }
}
