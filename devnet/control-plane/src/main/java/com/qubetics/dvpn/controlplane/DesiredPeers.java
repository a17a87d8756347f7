package com.qubetics.dvpn.controlplane;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The sessions that agents should serve, told as the ledger does it: all of them to who knows
/// nothing, else what changed, as soon as something does. A newer poll of a node ends an older one.
public final class DesiredPeers {
  private static final long ERA = 1;

  // All guarded by this, which is notified of each change.
  private final Map<SessionId, PeersAnswer.Put> desired = new LinkedHashMap<>();
  private final Map<SessionId, Long> changed = new LinkedHashMap<>();
  private final Map<NodeId, Object> newestPoll = new HashMap<>();
  private int waiting;
  private long revision;
  private Duration longestWait = Duration.ofSeconds(5);

  /// From here on these are all the sessions that agents should serve.
  public synchronized void desire(List<PeersAnswer.Put> sessions) {
    Map<SessionId, PeersAnswer.Put> before = new LinkedHashMap<>(desired);
    revision++;
    desired.clear();
    for (PeersAnswer.Put put : sessions) {
      desired.put(put.sessionId(), put);
      if (!put.equals(before.remove(put.sessionId()))) {
        changed.put(put.sessionId(), revision);
      }
    }
    before.keySet().forEach(gone -> changed.put(gone, revision));
    notifyAll();
  }

  public void desire(PeersAnswer.Put... sessions) {
    desire(List.of(sessions));
  }

  /// How long a poll waits for a change.
  public synchronized void waitFor(Duration longest) {
    longestWait = longest;
  }

  /// Whether somebody who has everything waits for a change.
  public synchronized boolean isAwaited() {
    return waiting > 0;
  }

  /// Whether a session was ever desired.
  synchronized boolean knows(SessionId session) {
    return changed.containsKey(session);
  }

  synchronized PeersAnswer after(NodeId node, Revision known) throws InterruptedException {
    Object poll = new Object();
    newestPoll.put(node, poll);
    notifyAll();
    long deadline = System.nanoTime() + longestWait.toNanos();
    long left = longestWait.toMillis();
    waiting++;
    try {
      while (left > 0 && known.equals(at()) && newestPoll.get(node) == poll) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } finally {
      waiting--;
    }
    if (known.equals(at()) || newestPoll.get(node) != poll) {
      return PeersAnswer.nothingSince(known);
    }
    if (known.era() != ERA || known.revision() > revision) {
      return new PeersAnswer(ERA, revision, true, List.copyOf(desired.values()), List.of());
    }
    List<SessionId> since =
        changed.entrySet().stream()
            .filter(change -> change.getValue() > known.revision())
            .map(Map.Entry::getKey)
            .toList();
    return new PeersAnswer(
        ERA,
        revision,
        false,
        since.stream().filter(desired::containsKey).map(desired::get).toList(),
        since.stream().filter(id -> !desired.containsKey(id)).toList());
  }

  private Revision at() {
    return new Revision(ERA, revision);
  }
}
