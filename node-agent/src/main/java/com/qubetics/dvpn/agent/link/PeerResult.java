package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.SessionId;
import org.jspecify.annotations.Nullable;

/// What became of a session at this node.
///
/// @param code why, for REFUSED, and for REMOVED where the node ended it by itself
public record PeerResult(
    SessionId sessionId,
    Outcome outcome,
    @Nullable Signed<Offer> offer,
    @Nullable ClientConfig clientConfig,
    @Nullable String code) {

  public enum Outcome {
    INSTALLED,
    REFUSED,
    REMOVED
  }

  public static PeerResult installed(SessionId session, Signed<Offer> offer, ClientConfig config) {
    return new PeerResult(session, Outcome.INSTALLED, offer, config, null);
  }

  public static PeerResult refused(SessionId session, String code) {
    return new PeerResult(session, Outcome.REFUSED, null, null, code);
  }

  public static PeerResult removed(SessionId session, @Nullable String code) {
    return new PeerResult(session, Outcome.REMOVED, null, null, code);
  }
}
