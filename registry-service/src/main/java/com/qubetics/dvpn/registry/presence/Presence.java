package com.qubetics.dvpn.registry.presence;

import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.place.PlaceCheck;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.node.Node;
import com.qubetics.dvpn.registry.node.NodeChanges;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.problem.ProblemCode;
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

  /// A place is checked when it changes.
  ///
  /// @return the node after its heartbeat; empty if it is not registered
  /// @throws Refusal PLACE_WRONG with what is wrong with its new place; then nothing is changed
  @Transactional
  Optional<Node> take(NodeId id, Heartbeat heartbeat) {
    heartbeats.increment();
    Instant now = clock.instant();
    Optional<Node> node = changes.change(id, found -> hear(found, heartbeat, now));
    node.ifPresent(
        heard -> outbox.append(Topic.NODE_TELEMETRY, id.toString(), heard.nextTelemetry(now)));
    return node;
  }

  private static void hear(Node node, Heartbeat heartbeat, Instant now) {
    if (!node.place().equals(Optional.of(heartbeat.place()))) {
      PlaceCheck.fault(heartbeat.place())
          .ifPresent(
              fault -> {
                throw new Refusal(ProblemCode.PLACE_WRONG, "The node's place: " + fault + ".");
              });
    }
    node.heard(heartbeat, now);
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
