package com.qubetics.dvpn.wire.network;

import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node as the API shows it: to everybody, and to its own agent with each heartbeat's answer, so
/// that `dvpn-node status` says what the network thinks in the network's own words.
///
/// @param reasons why it is not active: names of [NodeReason], and of its own agent's codes
/// @param draining the agent's word: it takes no new sessions
/// @param upBasisPoints of its recent slots
/// @param rttMicros median of its last slot's probes; absent before the first that was answered
/// @param lossBasisPoints of its last slot's probes
public record PublicNode(
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

  public PublicNode {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(tunnelKey, "tunnelKey");
    Objects.requireNonNull(endpointHash, "endpointHash");
    Objects.requireNonNull(deposit, "deposit");
    Objects.requireNonNull(buffer, "buffer");
    Objects.requireNonNull(registeredAt, "registeredAt");
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
  }

  /// @param nextCursor absent on the last page
  public record Page(List<PublicNode> items, @Nullable NodeId nextCursor) {}

  /// A provider's nodes, with those that it gave up and the keys that it replaced.
  ///
  /// @param nextCursor absent on the last page
  public record OfProvider(Account provider, List<PublicNode> nodes, @Nullable NodeId nextCursor) {}
}
