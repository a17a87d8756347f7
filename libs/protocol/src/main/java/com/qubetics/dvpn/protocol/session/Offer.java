package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.Objects;

/// A node's word that it has installed a session's peer; signed by the node key. The client
/// compares node key, tunnel key and endpoint hash with the chain before it configures WireGuard.
///
/// @param nodeTunnelKey the node's public WireGuard key
/// @param endpointHash see [com.qubetics.dvpn.protocol.value.Endpoint#hash]
/// @param clientConfigHash see [ClientConfig#hash]
/// @param at seconds since 1970, UTC, by the node's clock
public record Offer(
    SessionId sessionId,
    TunnelKey nodeTunnelKey,
    Bytes32 endpointHash,
    Bytes32 clientConfigHash,
    long at)
    implements TypedMessage {

  public static final String TYPE =
      "Offer(bytes32 sessionId,bytes32 nodeTunnelKey,bytes32 endpointHash,bytes32 clientConfigHash,"
          + "uint64 at)";

  public Offer {
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(nodeTunnelKey, "nodeTunnelKey");
    Objects.requireNonNull(endpointHash, "endpointHash");
    Objects.requireNonNull(clientConfigHash, "clientConfigHash");
    NotNegative.check("at", at);
  }

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE)
        .bytes32(sessionId.digest())
        .bytes32(nodeTunnelKey.value())
        .bytes32(endpointHash)
        .bytes32(clientConfigHash)
        .uint(at)
        .hash();
  }
}
