package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.events.NodeState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node as the API shows it: to everybody, and to its own agent with each heartbeat's answer, so
/// that `dvpn-node status` says what the network thinks in the network's own words.
///
/// @param draining the agent's word: it takes no new sessions
/// @param upBasisPoints of its recent slots
/// @param rttMicros median of its last slot's probes; absent before the first that was answered
/// @param lossBasisPoints of its last slot's probes
public record NodeView(
    NodeId node,
    Account provider,
    NodeState state,
    List<String> reasons,
    TunnelKey tunnelKey,
    Bytes32 endpointHash,
    @Nullable Endpoint endpoint,
    @Nullable Place place,
    @Nullable String agentVersion,
    TokenAmount deposit,
    TokenAmount buffer,
    Instant registeredAt,
    @Nullable Instant activeSince,
    @Nullable Instant jailedUntil,
    boolean draining,
    int upBasisPoints,
    @Nullable Long rttMicros,
    int lossBasisPoints) {

  public static NodeView of(Node node) {
    return new NodeView(
        node.id(),
        node.provider(),
        node.state(),
        node.reasons(),
        node.tunnelKey(),
        node.endpointHash(),
        node.endpoint().orElse(null),
        node.place().orElse(null),
        node.agentVersion().orElse(null),
        node.deposit(),
        node.buffer(),
        node.registeredAt(),
        node.activeSince().orElse(null),
        node.jailedUntil().orElse(null),
        node.isDraining(),
        node.upBasisPoints(),
        node.rttMicros().orElse(null),
        node.lossBasisPoints());
  }
}
