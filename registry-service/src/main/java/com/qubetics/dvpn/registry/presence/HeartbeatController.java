package com.qubetics.dvpn.registry.presence;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.node.ActivationRules;
import com.qubetics.dvpn.registry.node.Node;
import com.qubetics.dvpn.registry.probe.ProbeKeys;
import com.qubetics.dvpn.registry.probe.Slots;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Where agents say that they are there, and are told whom to probe and by which keys to know the
/// probes of themselves.
@RestController
class HeartbeatController {
  private final Presence presence;
  private final Slots slots;
  private final ProbeKeys probeKeys;
  private final ActivationRules settings;

  HeartbeatController(
      Presence presence, Slots slots, ProbeKeys probeKeys, ActivationRules settings) {
    this.presence = presence;
    this.slots = slots;
    this.probeKeys = probeKeys;
    this.settings = settings;
  }

  @PostMapping("/api/v1/agent/heartbeats")
  HeartbeatAnswer heartbeat(@FromGateway NodeId id, @RequestBody Heartbeat heartbeat) {
    Node node =
        presence
            .take(id, heartbeat)
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemCode.NODE_NOT_REGISTERED,
                        "The chain has no confirmed registration of this node key yet."));
    long slot = slots.current();
    return new HeartbeatAnswer(
        node.state(),
        node.reasons(),
        settings.minimumAgent(),
        settings.heartbeat().toSeconds(),
        slot,
        slots.assignments(id),
        node.shown(),
        probeKeys.around(slot, id));
  }
}
