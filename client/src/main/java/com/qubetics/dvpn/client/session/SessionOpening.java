package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.session.Attempt;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wire.session.SessionRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Asks the ledger for one session: a fresh session key, certified by the app key, grants each
/// candidate the right to serve one tunnel key. The first that installs wins.
public final class SessionOpening {
  /// Codes by which nodes refuse a grant for its times.
  private static final Set<String> BY_TIME =
      Set.of(
          PeerCode.GRANT_NOT_YET.name(),
          PeerCode.GRANT_EXPIRED.name(),
          PeerCode.GRANT_FORGOTTEN.name());

  private final Access access;
  private final Clock clock;
  private final SecureRandom random;

  public SessionOpening(Access access, Clock clock, SecureRandom random) {
    this.access = access;
    this.clock = clock;
    this.random = random;
  }

  /// What was asked and what came of it.
  ///
  /// @param key signs the acks; known to this process only
  public record Opening(PrivateKey key, List<Grant> grants, OpenedSession session) {}

  /// @param before is told the sessions that may come of it, before any is asked for
  public Opening open(
      List<NodeId> candidates,
      TunnelKey tunnelKey,
      SessionTerms terms,
      Consumer<List<SessionId>> before) {
    PrivateKey key = PrivateKey.random(random);
    SessionKey sessionKey = new SessionKey(key.address());
    long now = clock.instant().getEpochSecond();
    long notAfter = now + terms.lifetime().toSeconds();
    Domain domain = access.network().domain();
    List<Grant> grants =
        candidates.stream()
            .map(
                node ->
                    new Grant(
                        sessionKey, node, tunnelKey, terms.maxBytes(), now, notAfter, nonce()))
            .toList();
    before.accept(grants.stream().map(grant -> new SessionId(grant.digest(domain))).toList());
    Certificate certificate = new Certificate(access.state().account(), sessionKey, notAfter);
    SessionRequest request =
        new SessionRequest(
            access.sign(certificate),
            grants.stream().map(grant -> TypedMessage.sign(grant, domain, key)).toList());
    try {
      OpenedSession session = access.post("/api/v1/sessions", request, OpenedSession.class);
      return new Opening(key, grants, session);
    } catch (ProblemException e) {
      throw e.attempts().stream().map(Attempt::code).anyMatch(BY_TIME::contains)
          ? e.and(times(now, notAfter))
          : e;
    }
  }

  /// The ledger says with which code a node refused a grant, not by which times: those are here.
  private String times(long notBefore, long notAfter) {
    Instant now = clock.instant();
    return "the grants are valid from %s to %s"
        .formatted(
            TimeGap.ofEpochSecond(notBefore, now).against("this machine's"),
            TimeGap.ofEpochSecond(notAfter, now).stated());
  }

  private Bytes32 nonce() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
