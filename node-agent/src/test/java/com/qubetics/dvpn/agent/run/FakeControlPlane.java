package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.Heartbeat;
import com.qubetics.dvpn.agent.link.HeartbeatAnswer;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.link.PeerResult;
import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.link.ProbeResult;
import com.qubetics.dvpn.agent.link.Revision;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.link.UsageReceipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A control plane in memory: answers polls with what the test wishes, and can be cut off.
final class FakeControlPlane implements ControlPlane {
  final BlockingQueue<PeersAnswer> wishes = new LinkedBlockingQueue<>();
  final BlockingQueue<PeerResult> results = new LinkedBlockingQueue<>();
  final BlockingQueue<UsageItem> statements = new LinkedBlockingQueue<>();
  final BlockingQueue<Heartbeat> heartbeats = new LinkedBlockingQueue<>();
  final List<Revision> asked = new CopyOnWriteArrayList<>();
  volatile boolean cutOff;
  volatile Function<UsageItem, UsageReceipt> ledger;

  FakeControlPlane(Function<UsageItem, UsageReceipt> ledger) {
    this.ledger = ledger;
  }

  @Override
  public PeersAnswer peers(Revision after) throws LinkException {
    check();
    asked.add(after);
    try {
      PeersAnswer wish = wishes.poll(200, TimeUnit.MILLISECONDS);
      return wish != null
          ? wish
          : new PeersAnswer(after.dbEpoch(), after.revision(), false, List.of(), List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException("INTERRUPTED", "interrupted", e);
    }
  }

  @Override
  public void report(List<PeerResult> told) throws LinkException {
    check();
    results.addAll(told);
  }

  @Override
  public List<UsageReceipt> usage(List<UsageItem> items) throws LinkException {
    check();
    statements.addAll(items);
    return items.stream().map(ledger).toList();
  }

  @Override
  public HeartbeatAnswer heartbeat(Heartbeat heartbeat) throws LinkException {
    check();
    heartbeats.add(heartbeat);
    return new HeartbeatAnswer("ACTIVE", List.of(), "0.0.0", 1, 0, List.of(), null);
  }

  @Override
  public void probed(List<ProbeResult> told) throws LinkException {
    check();
  }

  @Override
  public Duration watch() {
    return Duration.ofSeconds(1);
  }

  private void check() throws LinkException {
    if (cutOff) {
      throw new LinkException("UNREACHABLE", "cut off");
    }
  }
}
