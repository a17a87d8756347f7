package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A control plane in memory: answers polls with what the test wishes, and can be cut off.
final class InMemoryControlPlane implements ControlPlane {
  final BlockingQueue<PeersAnswer> wishes = new LinkedBlockingQueue<>();
  final BlockingQueue<PeerResult> results = new LinkedBlockingQueue<>();
  final BlockingQueue<UsageItem> statements = new LinkedBlockingQueue<>();
  final BlockingQueue<Heartbeat> heartbeats = new LinkedBlockingQueue<>();
  final List<Revision> asked = new CopyOnWriteArrayList<>();
  volatile boolean cutOff;
  volatile Function<UsageItem, UsageReceipt> ledger;

  InMemoryControlPlane(Function<UsageItem, UsageReceipt> ledger) {
    this.ledger = ledger;
  }

  @Override
  public PeersAnswer peers(Revision after, TunnelNetwork network) throws LinkException {
    check();
    asked.add(after);
    try {
      PeersAnswer wish = wishes.poll(200, TimeUnit.MILLISECONDS);
      return wish != null ? wish : PeersAnswer.nothingSince(after);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(ProblemCode.INTERRUPTED, "interrupted", e);
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
    return new HeartbeatAnswer(
        NodeState.ACTIVE, List.of(), "0.0.0", 1, 0, List.of(), null, List.of());
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
      throw new LinkException(ProblemCode.UNREACHABLE, "cut off");
    }
  }
}
