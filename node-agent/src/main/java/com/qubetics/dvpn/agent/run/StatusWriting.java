package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.dns.TunnelResolver;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.probe.ProbeResponder;
import com.qubetics.dvpn.agent.probe.Probes;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sees whether the provider wants the node to drain, and writes `status.json`.
final class StatusWriting implements Loop.Step {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final String version;
  private final AgentSettings settings;
  private final Identity identity;
  private final Sessions sessions;
  private final Readiness readiness;
  private final Heartbeats heartbeats;
  private final Counters counters;
  private final StatusFile file;
  private final Clock clock;
  private final Instant startedAt;

  /// What the duties have counted.
  record Counters(
      ProbeResponder responder,
      Optional<TunnelResolver> resolver,
      Probes probes,
      UsageStating usage,
      StepFailures failures) {}

  StatusWriting(
      String version,
      AgentSettings settings,
      Identity identity,
      Sessions sessions,
      Readiness readiness,
      Heartbeats heartbeats,
      Counters counters,
      StatusFile file,
      Clock clock) {
    this.version = version;
    this.settings = settings;
    this.identity = identity;
    this.sessions = sessions;
    this.readiness = readiness;
    this.heartbeats = heartbeats;
    this.counters = counters;
    this.file = file;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  @Override
  public Duration run() {
    readiness.look();
    file.write(status());
    return EVERY;
  }

  private Status status() {
    Sessions.Counts counts = sessions.counts();
    @Nullable HeartbeatAnswer answer = heartbeats.answer().orElse(null);
    List<String> reasons = readiness.reasons();
    boolean ready = reasons.isEmpty();
    heartbeats.problem().ifPresent(reasons::add);
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
        ready,
        readiness.isDraining(),
        reasons,
        counts.sessions(),
        counts.paused(),
        sessions.revision().toString(),
        counts.seen(),
        counts.rxBytes(),
        counts.txBytes(),
        counters.responder().answered(),
        counters.probes().made(),
        counters.resolver().map(TunnelResolver::answered).orElse(0L),
        counters.resolver().map(TunnelResolver::failed).orElse(0L),
        counters.usage().rejected(),
        counters.failures().bugs(),
        answer == null ? null : answer.node(),
        readiness.path());
  }
}
