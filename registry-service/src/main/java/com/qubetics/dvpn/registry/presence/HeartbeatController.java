package com.qubetics.dvpn.registry.presence;

import com.qubetics.dvpn.events.NodeState;
import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.node.Heartbeat;
import com.qubetics.dvpn.registry.node.Life;
import com.qubetics.dvpn.registry.node.Node;
import com.qubetics.dvpn.registry.node.NodeView;
import com.qubetics.dvpn.registry.probe.Assignment;
import com.qubetics.dvpn.registry.probe.Slots;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Where agents say that they are there, and are told whom to probe.
@RestController
class HeartbeatController {
  private final Presence presence;
  private final Slots slots;
  private final Life settings;

  HeartbeatController(Presence presence, Slots slots, Life settings) {
    this.presence = presence;
    this.slots = slots;
    this.settings = settings;
  }

  @PostMapping("/api/v1/agent/heartbeats")
  Answer heartbeat(@FromGateway NodeId id, @RequestBody Heartbeat heartbeat) {
    Node node =
        presence
            .take(id, heartbeat)
            .orElseThrow(
                () ->
                    new Refusal(
                        HttpStatus.NOT_FOUND,
                        "NODE_NOT_REGISTERED",
                        "The chain has no confirmed registration of this node key yet."));
    return new Answer(
        node.state(),
        node.reasons(),
        settings.minimumAgent(),
        settings.heartbeat().toSeconds(),
        slots.current(),
        slots.assignments(id),
        NodeView.of(node));
  }

  record Answer(
      NodeState state,
      List<String> reasons,
      String minimumAgent,
      long heartbeatSeconds,
      long slot,
      List<Assignment> assignments,
      NodeView node) {}
}
