package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a session at this node.
///
/// @param offer with INSTALLED only
/// @param clientConfig with INSTALLED only; what the offer commits to
/// @param code why, for REFUSED, and for REMOVED where the node ended it by itself; a name of
///   [PeerCode], or one that only a newer agent knows
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

  /// What an agent posts.
  public record Batch(List<PeerResult> results) {}

  public static PeerResult installed(SessionId session, Signed<Offer> offer, ClientConfig config) {
    return new PeerResult(session, Outcome.INSTALLED, offer, config, null);
  }

  public static PeerResult refused(SessionId session, PeerCode code) {
    return new PeerResult(session, Outcome.REFUSED, null, null, code.name());
  }

  public static PeerResult removed(SessionId session, @Nullable PeerCode code) {
    return new PeerResult(session, Outcome.REMOVED, null, null, code == null ? null : code.name());
  }
}
