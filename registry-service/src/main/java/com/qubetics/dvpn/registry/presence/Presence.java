package com.qubetics.dvpn.registry.presence;

import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.node.Node;
import com.qubetics.dvpn.registry.node.NodeChanges;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes heartbeats, and finds those that have ended.
@Component
class Presence {
  private final NodeChanges changes;
  private final Outbox outbox;
  private final Clock clock;
  private final Counter heartbeats;

  Presence(NodeChanges changes, Outbox outbox, Clock clock, MeterRegistry metrics) {
    this.changes = changes;
    this.outbox = outbox;
    this.clock = clock;
    this.heartbeats = metrics.counter("dvpn_registry_heartbeats_total");
  }

  /// @return the node after its heartbeat; empty if it is not registered
  @Transactional
  Optional<Node> take(NodeId id, Heartbeat heartbeat) {
    heartbeats.increment();
    Instant now = clock.instant();
    Optional<Node> node = changes.change(id, found -> found.heard(heartbeat, now));
    node.ifPresent(
        heard -> outbox.append(Topic.NODE_TELEMETRY, id.toString(), heard.nextTelemetry(now)));
    return node;
  }

  /// Looks again at nodes that fell silent or whose jail is over.
  ///
  /// @return how many
  @Scheduled(fixedDelay = 1_000)
  @Transactional
  int expire() {
    List<NodeId> overdue = changes.overdue();
    overdue.forEach(id -> changes.change(id, node -> {}));
    return overdue.size();
  }
}
