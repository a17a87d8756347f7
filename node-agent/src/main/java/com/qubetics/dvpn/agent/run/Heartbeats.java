package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.probe.Probes;
import com.qubetics.dvpn.agent.usage.Throughput;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells the registry how the node is, as often as it says, and takes probe assignments. One thread
/// runs it; the answer may be read by any.
final class Heartbeats implements Loop.Step {
  private static final Logger log = System.getLogger("dvpn-node");

  private final String version;
  private final AgentSettings settings;
  private final Identity identity;
  private final ControlPlane controlPlane;
  private final Sessions sessions;
  private final Readiness readiness;
  private final Probes probes;
  private final Listener listener;
  private final Throughput throughput = new Throughput(System::nanoTime);

  private volatile @Nullable HeartbeatAnswer answer;

  /// Why the last heartbeat was not answered; null after one that was.
  private volatile @Nullable String problem;

  /// Who is told each answer.
  interface Listener {
    void heard(HeartbeatAnswer answer);
  }

  Heartbeats(
      String version,
      AgentSettings settings,
      Identity identity,
      ControlPlane controlPlane,
      Sessions sessions,
      Readiness readiness,
      Probes probes,
      Listener listener) {
    this.version = version;
    this.settings = settings;
    this.identity = identity;
    this.controlPlane = controlPlane;
    this.sessions = sessions;
    this.readiness = readiness;
    this.probes = probes;
    this.listener = listener;
  }

  @Override
  public Duration run() throws LinkException {
    HeartbeatAnswer before = answer;
    HeartbeatAnswer now = tell();
    if (before == null || before.state() != now.state()) {
      log.log(Level.INFO, "node state: state={0} reasons={1}", now.state(), now.reasons());
    }
    listener.heard(now);
    probes.take(now.slot(), now.assignments());
    return Duration.ofSeconds(Math.clamp(now.heartbeatSeconds(), 1, 60));
  }

  private HeartbeatAnswer tell() throws LinkException {
    try {
      HeartbeatAnswer now = controlPlane.heartbeat(present());
      answer = now;
      problem = null;
      return now;
    } catch (LinkException e) {
      problem = e.code();
      throw e;
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
        readiness.isReady(),
        readiness.reasonsToTell(),
        readiness.isDraining(),
        counts.sessions(),
        settings.maxPeers(),
        moves.rxBytes(),
        moves.txBytes(),
        settings.capacityKbit());
  }

  /// The registry's last answer.
  Optional<HeartbeatAnswer> answer() {
    return Optional.ofNullable(answer);
  }

  /// The code of what became of the last heartbeat, if it was not answered.
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
