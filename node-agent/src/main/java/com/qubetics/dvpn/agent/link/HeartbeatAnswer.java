package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.agent.json.JsonObject;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the registry thinks of the node, and which nodes it should probe.
///
/// @param heartbeatSeconds when the next heartbeat is expected
/// @param node this node as the API shows it, with whatever fields the registry has
public record HeartbeatAnswer(
    @Nullable String state,
    List<String> reasons,
    @Nullable String minimumAgent,
    long heartbeatSeconds,
    long slot,
    List<Assignment> assignments,
    @Nullable JsonObject node) {

  public HeartbeatAnswer {
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
    assignments = assignments == null ? List.of() : List.copyOf(assignments);
  }

  /// @param probeEndpoint where the other node answers probes
  public record Assignment(long slot, NodeId node, Endpoint probeEndpoint, Bytes32 challenge) {
    public Assignment {
      Objects.requireNonNull(node, "node");
      Objects.requireNonNull(probeEndpoint, "probeEndpoint");
      Objects.requireNonNull(challenge, "challenge");
    }
  }
}
