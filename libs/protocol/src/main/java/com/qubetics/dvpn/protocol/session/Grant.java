package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.Objects;

/// A client's permission for one node to serve one tunnel key; signed by the session key. Without
/// it a node installs no peer, whatever the control plane says. Its digest names the session.
///
/// @param tunnelKey the client's public WireGuard key
/// @param maxBytes rx + tx after which the grant is spent
/// @param notBefore seconds since 1970, UTC; nodes allow 120 s of clock error
/// @param notAfter seconds since 1970, UTC
/// @param nonce random, so that no two grants are alike
public record Grant(
    SessionKey sessionKey,
    NodeId node,
    TunnelKey tunnelKey,
    ByteCount maxBytes,
    long notBefore,
    long notAfter,
    Bytes32 nonce)
    implements TypedMessage {

  public static final String TYPE =
      "Grant(address sessionKey,address node,bytes32 tunnelKey,uint64 maxBytes,uint64 notBefore,"
          + "uint64 notAfter,bytes32 nonce)";

  public Grant {
    Objects.requireNonNull(sessionKey, "sessionKey");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(tunnelKey, "tunnelKey");
    Objects.requireNonNull(maxBytes, "maxBytes");
    Objects.requireNonNull(nonce, "nonce");
    NotNegative.check("notBefore", notBefore);
    NotNegative.check("notAfter", notAfter);
    if (notAfter <= notBefore) {
      throw new IllegalArgumentException("grant: notAfter is not after notBefore");
    }
  }

  public SessionId sessionId(Domain domain) {
    return new SessionId(digest(domain));
  }

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE)
        .address(sessionKey.address())
        .address(node.address())
        .bytes32(tunnelKey.value())
        .uint(maxBytes.bytes())
        .uint(notBefore)
        .uint(notAfter)
        .bytes32(nonce)
        .hash();
  }
}
