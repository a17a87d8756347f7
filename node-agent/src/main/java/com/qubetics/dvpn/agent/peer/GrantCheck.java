package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Optional;

/// Whether a grant, taken for itself, permits a session at this node at this time. Needs nobody's
/// word but the session key's.
record GrantCheck(NodeId node, Domain domain) {
  /// @param now seconds since 1970, UTC
  Optional<Refusal> refusal(PeersAnswer.Put put, long now) {
    Grant grant = put.grant().message();
    if (!put.grant().isBy(grant.sessionKey().address(), domain)) {
      return Optional.of(Refusal.GRANT_SIGNATURE);
    }
    if (!grant.sessionId(domain).equals(put.sessionId())) {
      return Optional.of(Refusal.GRANT_SESSION);
    }
    if (!grant.node().equals(node)) {
      return Optional.of(Refusal.GRANT_NODE);
    }
    if (now < grant.notBefore() - ClockTolerance.SECONDS) {
      return Optional.of(Refusal.GRANT_NOT_YET);
    }
    if (now >= grant.notAfter()) {
      return Optional.of(Refusal.GRANT_EXPIRED);
    }
    if (grant.maxBytes().bytes() == 0) {
      return Optional.of(Refusal.GRANT_SPENT);
    }
    return Optional.empty();
  }
}
