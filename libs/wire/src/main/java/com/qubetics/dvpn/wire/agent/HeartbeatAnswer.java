package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.wire.network.NodeReason;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the registry thinks of the node, and which nodes it should probe.
///
/// @param reasons as those of `node`
/// @param heartbeatSeconds when the next heartbeat is expected
/// @param node this node as the API shows it to everybody
/// @param probeKeys of the epochs around the present slot, with which the registry makes the MACs
///   of the challenges to this node; none from a registry that makes none
public record HeartbeatAnswer(
    NodeState state,
    List<String> reasons,
    @Nullable String minimumAgent,
    long heartbeatSeconds,
    long slot,
    List<Assignment> assignments,
    @Nullable PublicNode node,
    List<EpochProbeKey> probeKeys) {

  public HeartbeatAnswer {
    Objects.requireNonNull(state, "state");
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
    assignments = assignments == null ? List.of() : List.copyOf(assignments);
    probeKeys = probeKeys == null ? List.of() : List.copyOf(probeKeys);
  }

  public boolean names(NodeReason reason) {
    return reasons.contains(reason.name());
  }
}
