package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// How the node is: what its agent last said of itself, and in it the registry's last word.
public final class NodeReport {
  private static final Duration STALE = Duration.ofSeconds(10);
  private static final int MOST_REASONS = 6;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

  private final NodeId node;
  private final Optional<Status> status;
  private final Instant now;

  /// @param status empty if the agent never ran
  public NodeReport(NodeId node, Optional<Status> status, Instant now) {
    this.node = node;
    this.status = status;
    this.now = now;
  }

  public static NodeReport of(Home home, Instant now) throws IOException {
    Optional<Status> status = StatusFile.read(home);
    NodeId node = status.isPresent() ? status.get().node() : new NodeId(home.nodeKey().address());
    return new NodeReport(node, status, now);
  }

  public NodeId node() {
    return node;
  }

  public boolean isLive() {
    return status.filter(last -> Duration.between(last.at(), now).compareTo(STALE) < 0).isPresent();
  }

  public boolean isReady() {
    return isLive() && status.filter(Status::ready).isPresent();
  }

  /// What became of the last packet that went a user's way; empty if the agent does not run.
  public Optional<Finding> path() {
    return status.filter(last -> isLive()).map(Status::path);
  }

  /// Everything that keeps the node from earning, by its stable code; empty if it serves.
  public List<String> reasons() {
    Set<String> reasons = new LinkedHashSet<>();
    if (!isLive()) {
      reasons.add(Reason.AGENT_NOT_RUNNING.name());
    }
    status.ifPresent(last -> reasons.addAll(last.reasons()));
    return List.copyOf(reasons);
  }

  /// The API's form of a node (`GET /api/v1/nodes/{id}`) as the registry last told it, with what
  /// the agent says in a member `agent` of its own.
  public ObjectNode json() {
    ObjectNode api = Json.tree(Map.of("node", node));
    status.map(Status::registered).ifPresent(facts -> api.setAll(Json.tree(facts)));
    reasons().forEach(api.putArray("reasons")::add);
    status.ifPresent(
        last -> {
          ObjectNode agent = Json.tree(last);
          agent.remove("registered");
          api.set("agent", agent.put("live", isLive()));
        });
    return api;
  }

  /// Fewer than twenty lines.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("node      " + node);
    if (status.isEmpty()) {
      lines.add("agent     never ran");
    } else {
      agent(status.get(), lines);
    }
    List<String> reasons = reasons();
    lines.add("earning   " + (reasons.isEmpty() ? "yes" : "no"));
    reasons.stream()
        .limit(MOST_REASONS)
        .forEach(code -> lines.add("  " + code + ": " + Reason.explain(code)));
    // Some of it is the gateway's word: nothing that moves a terminal's cursor.
    lines.replaceAll(line -> CONTROL.matcher(line).replaceAll("?"));
    return lines;
  }

  private void agent(Status last, List<String> lines) {
    lines.add(
        "agent     %s, version %s, %s"
            .formatted(
                isLive() ? "running" : "not running since " + last.at(),
                last.version(),
                last.ready() ? "ready" : "not ready"));
    PublicNode registered = last.registered();
    if (registered == null) {
      lines.add("registry  has not answered yet");
    } else {
      registry(registered, lines);
    }
    lines.add("sessions  %s, waiting for an ack: %s".formatted(last.sessions(), last.paused()));
    lines.add(
        "control   %s, revision %s"
            .formatted(
                last.seen() == null ? "not seen yet" : "last seen " + last.seen(),
                last.revision()));
    lines.add("traffic   rx %s B, tx %s B".formatted(last.rxBytes(), last.txBytes()));
    Finding path = last.path();
    if (path != null) {
      lines.add("path      " + path.what());
    }
    lines.add("probes    answered %s, sent %s".formatted(last.probesAnswered(), last.probesSent()));
    lines.add("endpoint  %s on %s".formatted(last.endpoint(), last.interfaceName()));
  }

  private static void registry(PublicNode registered, List<String> lines) {
    Long rtt = registered.rttMicros();
    lines.add("state     " + registered.state());
    lines.add(
        String.format(
            Locale.ROOT,
            "uptime    %.2f %% of recent slots, round trip %s, loss %.1f %%",
            registered.upBasisPoints() / 100.0,
            rtt == null ? "unknown" : String.format(Locale.ROOT, "%.1f ms", rtt / 1000.0),
            registered.lossBasisPoints() / 100.0));
    lines.add(
        "stake     deposit %s, buffer %s"
            .formatted(registered.deposit().toTics(), registered.buffer().toTics()));
  }
}
