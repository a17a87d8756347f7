package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.path.PathLook;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.setup.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether this node takes new sessions, and why not: a doubt, or the provider's wish that it
/// drains. Thread-safe.
final class Readiness {
  private static final String PATH_UNPROVEN = "PATH_UNPROVEN";

  private final StatusFile statusFile;
  private final Sessions sessions;
  private final Doubts doubts;
  private final PathLook path;
  private volatile boolean draining;

  Readiness(StatusFile statusFile, Sessions sessions, Doubts doubts, PathLook path) {
    this.statusFile = statusFile;
    this.sessions = sessions;
    this.doubts = doubts;
    this.path = path;
  }

  /// Sees whether the provider wants the node to drain.
  void look() {
    draining = statusFile.isDraining();
    sessions.drain(draining);
  }

  boolean isDraining() {
    return draining;
  }

  boolean isReady() {
    return reasons().isEmpty();
  }

  /// What became of the last packet that went a user's way; null before the first.
  @Nullable Finding path() {
    return path.finding().orElse(null);
  }

  /// Codes of all that speaks against it.
  List<String> reasons() {
    return codes(doubts.list());
  }

  /// The same, as the registry is told.
  List<String> reasonsToTell() {
    return codes(doubts.toTell());
  }

  private List<String> codes(List<Doubt> told) {
    List<String> codes = new ArrayList<>();
    told.forEach(doubt -> codes.add(doubt.name()));
    if (codes.isEmpty() && !path.isProven()) {
      codes.add(PATH_UNPROVEN);
    }
    if (draining) {
      codes.add("DRAINING");
    }
    return codes;
  }
}
