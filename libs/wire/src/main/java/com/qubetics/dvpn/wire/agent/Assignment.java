package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeMac;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A challenge for a prober to carry to a node.
///
/// @param probeEndpoint UDP, the port after the node's WireGuard port
/// @param mac to be sent with the challenge; null from a registry that makes none
public record Assignment(
    long slot, NodeId node, Endpoint probeEndpoint, Bytes32 challenge, @Nullable ProbeMac mac) {
  public Assignment {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(probeEndpoint, "probeEndpoint");
    Objects.requireNonNull(challenge, "challenge");
  }

  /// What the node is asked to sign.
  public ProbeAnswer expected() {
    return new ProbeAnswer(node, slot, challenge);
  }

  /// The packet that asks for it.
  public byte[] packet() {
    return ProbePacket.challenge(expected(), mac);
  }

  public static Endpoint probeEndpoint(Endpoint endpoint) {
    return new Endpoint(endpoint.address(), endpoint.port() + 1);
  }
}
