package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.dns.TunnelResolver;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.path.PathLook;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.probe.ProbeResponder;
import com.qubetics.dvpn.agent.probe.Prober;
import com.qubetics.dvpn.agent.probe.Probes;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.UsageItem;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// The running agent: one loop per duty, each a virtual thread, all on the same [Sessions].
///
/// | loop | duty |
/// | --- | --- |
/// | care | [Care]: renews leases, compares WireGuard, firewall and disk with what should be |
/// | peers | [WishFollowing]: follows the ledger's wishes, one waiting poll after the other |
/// | results, usage | [Delivery]: what waits, newest per session, until it is committed |
/// | sample | reads counters, as often as the busiest session wants |
/// | heartbeat | [Heartbeats]: tells the registry how the node is, and takes probe assignments |
/// | probe-results | tells the registry what its probes found |
/// | status | [StatusWriting]: writes `status.json` |
/// | host | looks whether the host still is what setup proved |
/// | path | sends a packet the way that users' packets go |
/// | way | looks whether the gateway can be reached |
/// | heap | [HeapCare]: gives back memory that nothing lives in |
/// | resolver | [TunnelResolver]: opens its sockets, and looks which of the silent it may ask again |
public final class Agent implements AutoCloseable {
  private static final Logger log = System.getLogger("dvpn-node");
  private static final int PROBE_BATCH = 200;
  private static final long PROBE_WAIT_MILLIS = 1000;

  private final ControlPlane controlPlane;
  private final Sessions sessions;
  private final ProbeResponder responder;
  private final Optional<TunnelResolver> resolver;
  private final Probes probes;
  private final StatusFile statusFile;
  private final Delivery<SessionId, UsageItem> usage;
  private final StatusWriting status;
  private final StepFailures failures = new StepFailures();
  private final List<Loop> loops;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean keysRotated;

  /// @param hostLook looks at the host, and says how soon to look again
  public Agent(
      String version,
      AgentSettings settings,
      AgentTimes times,
      Identity identity,
      ControlPlane controlPlane,
      Sessions sessions,
      Doubts doubts,
      NewestPerKey<SessionId, PeerResult> results,
      NewestPerKey<SessionId, UsageItem> statements,
      ProbeResponder responder,
      Optional<TunnelResolver> resolver,
      StatusFile statusFile,
      Supplier<Duration> hostLook,
      PathLook path,
      Clock clock) {
    this.controlPlane = controlPlane;
    this.sessions = sessions;
    this.responder = responder;
    this.resolver = resolver;
    this.probes = new Probes(new Prober(identity.domain())::probe);
    this.statusFile = statusFile;
    UsageStating stating = new UsageStating(controlPlane, sessions, identity.domain(), clock);
    this.usage = new Delivery<>(statements, stating);
    Readiness readiness = new Readiness(statusFile, sessions, doubts, path);
    Heartbeats heartbeats =
        new Heartbeats(
            version, settings, identity, controlPlane, sessions, readiness, probes, this::heard);
    this.status =
        new StatusWriting(
            version,
            settings,
            identity,
            sessions,
            readiness,
            heartbeats,
            new StatusWriting.Counters(responder, resolver, probes, stating, failures),
            statusFile,
            clock);
    this.loops =
        new ArrayList<>(
            List.of(
                loop("care", new Care(sessions, doubts, times.check(), clock)),
                loop(
                    "peers",
                    new WishFollowing(controlPlane, settings.networkToTell(), sessions, clock)),
                loop(
                    "results",
                    new Delivery<>(
                        results, batch -> controlPlane.report(List.copyOf(batch.values())))),
                loop("usage", usage),
                loop("sample", sessions::sample),
                loop("heartbeat", heartbeats),
                loop("probe-results", this::probeResults),
                loop("status", status),
                loop("host", hostLook::get),
                loop("path", path::look),
                loop("way", controlPlane::watch),
                loop("heap", HeapCare.ofThisProcess())));
    resolver.ifPresent(step -> loops.add(loop("resolver", step)));
  }

  private Loop loop(String name, Loop.Step step) {
    return new Loop(name, step, failures);
  }

  public void start() {
    loops.forEach(Loop::start);
    responder.start();
  }

  /// Ends the loops; peers stay, and pass nothing once their leases have run out.
  @Override
  public void close() {
    loops.forEach(Loop::end);
    try {
      responder.close();
      if (resolver.isPresent()) {
        resolver.get().close();
      }
    } catch (IOException e) {
      log.log(Level.WARNING, "ports not closed: {0}", e.getMessage());
    }
    stopping.countDown();
  }

  /// Waits until it is stopped.
  ///
  /// @return whether it stopped by itself, to be started again with a key that the provider rotated
  public boolean awaitRotation() throws InterruptedException {
    stopping.await();
    return keysRotated;
  }

  /// Writes `status.json`. Before [#start] it says of a node that waits for its gateway that it is
  /// not ready.
  void tellStatus() {
    status.run();
  }

  private Duration probeResults() throws LinkException, InterruptedException {
    probes.deliver(controlPlane::probed, PROBE_BATCH, PROBE_WAIT_MILLIS);
    return Duration.ZERO;
  }

  private void heard(HeartbeatAnswer answer) {
    responder.hold(answer.probeKeys());
    adoptRotatedKey(answer);
  }

  private void adoptRotatedKey(HeartbeatAnswer answer) {
    if (statusFile.adoptsRotatedKey(answer)) {
      log.log(Level.INFO, "key rotated on chain: the agent goes on with the new one");
      handOver();
      keysRotated = true;
      close();
    }
  }

  /// The next agent of this process begins anew, beside loops of this one that still wait for an
  /// answer: they must change nothing by then. What was moved is stated while the key that signs
  /// for it still signs the requests.
  private void handOver() {
    try {
      sessions.close();
    } catch (IOException e) {
      log.log(Level.WARNING, "journal not closed: {0}", e.getMessage());
    }
    try {
      usage.deliverAll();
    } catch (LinkException e) {
      log.log(Level.WARNING, "last usage not told: code={0}", e.code());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
