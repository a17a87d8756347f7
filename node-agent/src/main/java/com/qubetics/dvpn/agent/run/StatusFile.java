package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.network.NodeReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Where the agent and the commands beside it meet: `status.json`, and the file that says it should
/// drain.
public final class StatusFile {
  private final Home home;
  private final Doubts doubts;

  public StatusFile(Home home, Doubts doubts) {
    this.home = home;
    this.doubts = doubts;
  }

  /// What an agent of this folder last wrote; empty if none ever ran.
  public static Optional<Status> read(Home home) throws IOException {
    try {
      return Optional.of(parse(Files.readAllBytes(home.statusFile())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// @throws IOException if it is none
  public static Status parse(byte[] json) throws IOException {
    try {
      return Json.read(json, Status.class);
    } catch (JsonException e) {
      throw new IOException("status.json: unreadable: " + e.getMessage(), e);
    }
  }

  void write(Status status) {
    try {
      home.write(home.statusFile(), status);
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
  }

  /// Takes the key that `rotate-key` has made beside the present one, once the registry says that
  /// the chain has it.
  ///
  /// @return whether a key is another one by now
  boolean adoptsRotatedKey(HeartbeatAnswer answer) {
    try {
      if (answer.names(NodeReason.KEY_ROTATED) && home.hasNextNodeKey()) {
        home.adoptNextNodeKey();
        return true;
      }
      if (answer.node() != null && home.hasNextTunnelKey()) {
        if (home.nextTunnelKey().publicKey().equals(answer.node().tunnelKey())) {
          home.adoptNextTunnelKey();
          return true;
        }
      }
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
    return false;
  }

  boolean isDraining() {
    return Files.exists(home.drainFile());
  }
}
