package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;

/// A challenge for a prober to carry to a node.
///
/// @param probeEndpoint UDP, the port after the node's WireGuard port
public record Assignment(long slot, NodeId node, Endpoint probeEndpoint, Bytes32 challenge) {
  static Endpoint probeEndpoint(Endpoint endpoint) {
    return new Endpoint(endpoint.address(), endpoint.port() + 1);
  }
}
