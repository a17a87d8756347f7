package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import java.time.Instant;
import java.util.Optional;

/// Whether a grant, taken for itself, permits a session at this node at this time. Needs nobody's
/// word but the session key's.
record GrantCheck(NodeId node, Domain domain) {
  private static final String OUR = "this host's";

  /// The times behind a refusal; empty if time is not why.
  ///
  /// @param floor of the journal: what began before it may have been used
  static Optional<String> times(PeerCode refusal, Grant grant, long floor, Instant now) {
    return switch (refusal) {
      case GRANT_NOT_YET ->
          Optional.of("it begins " + TimeGap.ofEpochSecond(grant.notBefore(), now).against(OUR));
      case GRANT_EXPIRED ->
          Optional.of("its end is " + TimeGap.ofEpochSecond(grant.notAfter(), now).against(OUR));
      case GRANT_FORGOTTEN ->
          Optional.of(
              "it begins %s; this node's memory of grants begins %s"
                  .formatted(
                      TimeGap.ofEpochSecond(grant.notBefore(), now).against(OUR),
                      TimeGap.ofEpochSecond(floor, now).stated()));
      default -> Optional.empty();
    };
  }

  /// @param now seconds since 1970, UTC
  Optional<PeerCode> refusal(PeersAnswer.Put put, long now) {
    Grant grant = put.grant().message();
    if (!put.grant().isBy(grant.sessionKey().address(), domain)) {
      return Optional.of(PeerCode.GRANT_SIGNATURE);
    }
    if (!grant.sessionId(domain).equals(put.sessionId())) {
      return Optional.of(PeerCode.GRANT_SESSION);
    }
    if (!grant.node().equals(node)) {
      return Optional.of(PeerCode.GRANT_NODE);
    }
    if (now < grant.notBefore() - ClockTolerance.SECONDS) {
      return Optional.of(PeerCode.GRANT_NOT_YET);
    }
    if (now >= grant.notAfter()) {
      return Optional.of(PeerCode.GRANT_EXPIRED);
    }
    if (grant.maxBytes().bytes() == 0) {
      return Optional.of(PeerCode.GRANT_SPENT);
    }
    return Optional.empty();
  }
}
