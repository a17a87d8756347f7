package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.Attempt;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ledger's answer to a request for a session; the offer in it is not yet believed.
///
/// @param attempts candidates that did not install, in turn
public record OpenedSession(
    SessionId sessionId,
    NodeId node,
    String state,
    ClientConfig clientConfig,
    Signed<Offer> offer,
    @Nullable List<Attempt> attempts,
    @Nullable Timing timing) {

  public OpenedSession {
    Objects.requireNonNull(clientConfig, "clientConfig: missing, so the session is not active");
    Objects.requireNonNull(offer, "offer: missing, so the session is not active");
  }

  /// Milliseconds inside the control plane: to record the session, and until the node had installed
  /// the peer.
  public record Timing(double recordMillis, double installMillis) {}
}
