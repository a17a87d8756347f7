package com.qubetics.dvpn.wire.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ledger's answer to a request for a session; the client does not believe the offer yet.
///
/// @param attempts candidates that did not install, in turn
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenedSession(
    SessionId sessionId,
    NodeId node,
    SessionState state,
    ClientConfig clientConfig,
    Signed<Offer> offer,
    List<Attempt> attempts,
    @Nullable Timing timing) {

  public OpenedSession {
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(clientConfig, "clientConfig");
    Objects.requireNonNull(offer, "offer");
    attempts = attempts == null ? List.of() : List.copyOf(attempts);
  }

  /// Milliseconds inside the control plane that the winning candidate took: until it was recorded,
  /// and from then until it had installed the peer.
  public record Timing(long recordMillis, long installMillis) {}
}
