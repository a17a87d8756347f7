package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Objects;

/// A challenge for a prober to carry to a node.
///
/// @param probeEndpoint UDP, the port after the node's WireGuard port
public record Assignment(long slot, NodeId node, Endpoint probeEndpoint, Bytes32 challenge) {
  public Assignment {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(probeEndpoint, "probeEndpoint");
    Objects.requireNonNull(challenge, "challenge");
  }

  public static Endpoint probeEndpoint(Endpoint endpoint) {
    return new Endpoint(endpoint.address(), endpoint.port() + 1);
  }
}
