package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.BackOff;
import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.Heartbeat;
import com.qubetics.dvpn.agent.link.HeartbeatAnswer;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.link.Newest;
import com.qubetics.dvpn.agent.link.PeerResult;
import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.link.Revision;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.link.UsageReceipt;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.probe.ProbeResponder;
import com.qubetics.dvpn.agent.probe.Prober;
import com.qubetics.dvpn.agent.probe.Probes;
import com.qubetics.dvpn.agent.setup.AgentSettings;
import com.qubetics.dvpn.agent.usage.Throughput;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The running agent: one loop per duty, each a virtual thread, all on the same [Sessions].
///
/// | loop | duty |
/// | --- | --- |
/// | peers | follows the ledger's wishes, one waiting poll after the other |
/// | results, usage | deliver what waits, newest per session, until it is committed |
/// | sample | reads counters, as often as the busiest session wants |
/// | care | renews leases, compares WireGuard, firewall and disk with what should be |
/// | heartbeat | tells the registry how the node is, and takes probe assignments |
/// | status | writes `status.json` |
/// | host | looks whether the host still is what setup proved |
/// | way | looks whether the gateway can be reached |
/// | heap | gives back memory that nothing lives in |
public final class Agent implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dvpn-node");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MOST_BACK_OFF = Duration.ofSeconds(2);
  private static final int BATCH = 200;

  private final String version;
  private final AgentSettings settings;
  private final AgentTimes times;
  private final Identity identity;
  private final ControlPlane controlPlane;
  private final Sessions sessions;
  private final Doubts doubts;
  private final Newest<SessionId, PeerResult> results;
  private final Newest<SessionId, UsageItem> statements;
  private final ProbeResponder responder;
  private final Probes probes;
  private final StatusFile statusFile;
  private final Supplier<Duration> hostLook;
  private final Clock clock;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final LongAdder failures = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final Map<String, BackOff> backOffs = new ConcurrentHashMap<>();
  private final RandomGenerator random;
  private final Instant startedAt;

  /// Of the heartbeat's loop.
  private final Throughput throughput = new Throughput(System::nanoTime);

  private volatile @Nullable HeartbeatAnswer lastAnswer;

  /// Why the last heartbeat was not answered; null after one that was.
  private volatile @Nullable String heartbeatProblem;

  private volatile boolean keysRotated;
  private volatile boolean draining;
  private Instant reconciledAt;

  /// @param hostLook looks at the host, and says how soon to look again
  public Agent(
      String version,
      AgentSettings settings,
      AgentTimes times,
      Identity identity,
      ControlPlane controlPlane,
      Sessions sessions,
      Doubts doubts,
      Newest<SessionId, PeerResult> results,
      Newest<SessionId, UsageItem> statements,
      ProbeResponder responder,
      StatusFile statusFile,
      Supplier<Duration> hostLook,
      Clock clock,
      RandomGenerator random) {
    this.version = version;
    this.settings = settings;
    this.times = times;
    this.identity = identity;
    this.controlPlane = controlPlane;
    this.sessions = sessions;
    this.doubts = doubts;
    this.results = results;
    this.statements = statements;
    this.responder = responder;
    this.probes = new Probes(new Prober(identity.domain())::probe);
    this.statusFile = statusFile;
    this.hostLook = hostLook;
    this.clock = clock;
    this.random = random;
    this.startedAt = clock.instant();
    this.reconciledAt = startedAt;
  }

  public void start() {
    loop("care", this::care);
    loop("peers", this::peers);
    loop("results", this::results);
    loop("usage", this::usage);
    loop("sample", sessions::sample);
    loop("heartbeat", this::heartbeat);
    loop("probe-results", this::probeResults);
    loop("status", this::status);
    loop("host", hostLook::get);
    loop("way", controlPlane::watch);
    loop("heap", HeapCare.ofThisProcess());
    Thread.ofVirtual().name("probe-responder").start(responder);
  }

  private void loop(String name, Loop.Step step) {
    backOffs.put(name, new BackOff(random, MOST_BACK_OFF));
    new Loop(name, step, stopping, failures).start();
  }

  /// Stops the loops; peers stay, and pass nothing once their leases have run out.
  @Override
  public void close() {
    stopping.countDown();
    responder.close();
  }

  /// Waits until it is stopped.
  ///
  /// @return whether it stopped by itself, to be started again with a key that the provider rotated
  public boolean awaitRotation() throws InterruptedException {
    stopping.await();
    return keysRotated;
  }

  private Duration peers() {
    Revision before = sessions.revision();
    Instant asked = clock.instant();
    try {
      PeersAnswer answer = controlPlane.peers(before);
      succeeded("peers");
      boolean followed = sessions.follow(answer);
      boolean early = Duration.between(asked, clock.instant()).compareTo(SECOND) < 0;
      // What is older than this node's set, or says nothing without having waited (another agent
      // has the same key): ask again, without haste.
      boolean idle = !followed || (early && sessions.revision().equals(before));
      return idle ? SECOND : Duration.ZERO;
    } catch (LinkException e) {
      return failed("peers", e);
    }
  }

  private Duration results() throws InterruptedException {
    Map<SessionId, PeerResult> batch = results.take(BATCH, 1000);
    if (batch.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      controlPlane.report(List.copyOf(batch.values()));
      succeeded("results");
      return Duration.ZERO;
    } catch (LinkException e) {
      if (!e.isFinal()) {
        results.putBack(batch);
      }
      return failed("results", e);
    }
  }

  private Duration usage() throws InterruptedException {
    Map<SessionId, UsageItem> batch = statements.take(BATCH, 1000);
    if (batch.isEmpty()) {
      return Duration.ZERO;
    }
    Map<Bytes32, SessionId> sent = new HashMap<>();
    batch.forEach(
        (session, item) -> sent.put(item.usage().message().digest(identity.domain()), session));
    try {
      for (UsageReceipt receipt : controlPlane.usage(List.copyOf(batch.values()))) {
        SessionId session = sent.get(receipt.usageHash());
        if (receipt.outcome() == UsageReceipt.Outcome.REJECTED) {
          rejected.increment();
          LOG.log(
              Level.WARNING,
              "usage rejected: session={0} code={1}: stated at {2}",
              session,
              receipt.code(),
              stated(batch, session));
        }
        if (session != null && receipt.ack() != null) {
          sessions.acked(session, receipt.ack());
        }
      }
      succeeded("usage");
      return Duration.ZERO;
    } catch (LinkException e) {
      if (!e.isFinal()) {
        statements.putBack(batch);
      }
      return failed("usage", e);
    }
  }

  private Duration care() {
    Instant now = clock.instant();
    Duration since = Duration.between(reconciledAt, now);
    boolean mending =
        doubts.holds(Doubt.FIREWALL_CHANGED)
            || doubts.holds(Doubt.WIREGUARD_FAILING)
            || doubts.holds(Doubt.DISK_NOT_WRITABLE);
    if (mending || since.isNegative() || since.compareTo(times.check()) >= 0) {
      reconciledAt = now;
      sessions.reconcile();
    }
    sessions.renew();
    return SECOND;
  }

  private Duration heartbeat() {
    try {
      HeartbeatAnswer answer = controlPlane.heartbeat(present());
      HeartbeatAnswer before = lastAnswer;
      lastAnswer = answer;
      heartbeatProblem = null;
      succeeded("heartbeat");
      if (before == null || !String.valueOf(before.state()).equals(answer.state())) {
        LOG.log(Level.INFO, "node state: state={0} reasons={1}", answer.state(), answer.reasons());
      }
      probes.take(answer.slot(), answer.assignments());
      if (statusFile.adoptsRotatedKey(answer)) {
        LOG.log(Level.INFO, "key rotated on chain: the agent goes on with the new one");
        handOver();
        keysRotated = true;
        close();
      }
      return Duration.ofSeconds(Math.clamp(answer.heartbeatSeconds(), 1, 60));
    } catch (LinkException e) {
      heartbeatProblem = e.code();
      return failed("heartbeat", e);
    }
  }

  /// The next agent of this process begins anew, beside loops of this one that still wait for an
  /// answer: they must change nothing by then. What was moved is stated while the key that signs
  /// for it still signs the requests.
  private void handOver() {
    try {
      sessions.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "journal not closed: {0}", e.getMessage());
    }
    try {
      for (var batch = statements.take(BATCH, 0);
          !batch.isEmpty();
          batch = statements.take(BATCH, 0)) {
        controlPlane.usage(List.copyOf(batch.values()));
      }
    } catch (LinkException e) {
      LOG.log(Level.WARNING, "last usage not told: code={0}", e.code());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Heartbeat present() {
    Sessions.Counts counts = sessions.counts();
    Throughput.PerSecond moves = throughput.at(counts.moved());
    return new Heartbeat(
        version,
        settings.endpoint(),
        settings.place(),
        identity.boot(),
        reasons(doubts.list()).isEmpty(),
        reasons(doubts.toTell()),
        draining,
        counts.sessions(),
        settings.maxPeers(),
        moves.rxBytes(),
        moves.txBytes(),
        settings.capacityKbit());
  }

  private List<String> reasons(List<Doubt> told) {
    List<String> reasons = new ArrayList<>();
    told.forEach(doubt -> reasons.add(doubt.name()));
    if (draining) {
      reasons.add("DRAINING");
    }
    return reasons;
  }

  private Duration probeResults() throws InterruptedException {
    try {
      if (probes.deliver(controlPlane::probed, BATCH, 1000)) {
        succeeded("probe-results");
      }
      return Duration.ZERO;
    } catch (LinkException e) {
      return failed("probe-results", e);
    }
  }

  private Duration status() {
    tellStatus();
    return Duration.ofSeconds(2);
  }

  /// Writes `status.json`, and sees whether the provider wants the node to drain. Before [#start]
  /// it says of a node that waits for its gateway that it is not ready.
  void tellStatus() {
    draining = statusFile.isDraining();
    sessions.drain(draining);
    statusFile.write(statusNow());
  }

  Status statusNow() {
    Sessions.Counts counts = sessions.counts();
    HeartbeatAnswer answer = lastAnswer;
    List<String> reasons = reasons(doubts.list());
    if (heartbeatProblem != null) {
      reasons.add(heartbeatProblem);
    }
    if (answer != null) {
      // The registry repeats the agent's own codes.
      answer.reasons().stream().filter(code -> !reasons.contains(code)).forEach(reasons::add);
    }
    return new Status(
        version,
        clock.instant(),
        ProcessHandle.current().pid(),
        startedAt,
        identity.node(),
        identity.boot(),
        settings.endpoint(),
        settings.interfaceName().value(),
        answer == null ? null : answer.state(),
        reasons(doubts.list()).isEmpty(),
        draining,
        reasons,
        counts.sessions(),
        counts.paused(),
        sessions.revision().toString(),
        counts.seen(),
        counts.rxBytes(),
        counts.txBytes(),
        responder.answered(),
        probes.made(),
        rejected.sum(),
        failures.sum(),
        answer == null ? null : answer.node());
  }

  private void succeeded(String name) {
    if (backOff(name).succeeded()) {
      LOG.log(Level.INFO, "link recovered: call={0}", name);
    }
  }

  /// The times of what the ledger rejected: late is among the reasons.
  private String stated(Map<SessionId, UsageItem> batch, @Nullable SessionId session) {
    UsageItem item = session == null ? null : batch.get(session);
    return item == null
        ? "unknown"
        : TimeGap.ofEpochSecond(item.usage().message().at(), clock.instant())
            .against("this host's");
  }

  private Duration failed(String name, LinkException e) {
    if (backOff(name).failed()) {
      LOG.log(Level.WARNING, "link failed: call={0} code={1}: {2}", name, e.code(), e.getMessage());
    }
    return backOff(name).next();
  }

  private BackOff backOff(String name) {
    return java.util.Objects.requireNonNull(backOffs.get(name));
  }
}
