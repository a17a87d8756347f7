package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.setup.Home;
import java.io.IOException;
import java.nio.file.Files;

/// Where the agent and the commands beside it meet: `status.json`, and the file that says it should
/// drain.
public final class StatusFile {
  private final Home home;
  private final Doubts doubts;

  public StatusFile(Home home, Doubts doubts) {
    this.home = home;
    this.doubts = doubts;
  }

  void write(Status status) {
    try {
      home.write(home.statusFile(), status);
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
  }

  boolean isDraining() {
    return Files.exists(home.drainFile());
  }
}
