package com.qubetics.dvpn.client.export;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.selection.Selections;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.client.session.Limit;
import com.qubetics.dvpn.client.session.OfferCheck;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.session.SessionOpening;
import com.qubetics.dvpn.client.session.SessionOpening.Opening;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Opens a session for another device: the same candidates, the same grants and the same check of
/// the offer against the chain as for a tunnel of this machine, and a key that leaves this machine
/// with the configuration and is kept nowhere.
public final class Export {
  private static final int ROUNDS = 3;

  private final Access access;
  private final Chain chain;
  private final SessionStore store;
  private final Clock clock;
  private final SecureRandom random;

  public Export(Access access, Chain chain, SessionStore store, Clock clock, SecureRandom random) {
    this.access = access;
    this.chain = chain;
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /// A session that waits for its device; what is needed to sign for it is kept.
  public record Exported(SessionId session, NodeId node, PlainConfiguration configuration) {}

  /// @param limit what is signed for it at most
  /// @throws ProblemException NO_CANDIDATE, NO_NODE_INSTALLED, one of OFFER_… and others
  public Exported export(Wish wish, SessionTerms terms, Limit limit, int mtu) {
    Wish remaining = wish;
    ProblemException last = new ProblemException(ProblemCode.NO_CANDIDATE, "no node was asked");
    for (int round = 0; round < ROUNDS; round++) {
      TunnelSecret secret = TunnelSecret.random(random);
      Opening opening;
      try {
        opening =
            new SessionOpening(access, clock, random)
                .open(candidates(remaining), secret.publicKey(), terms, granted -> {});
      } catch (ProblemException e) {
        // That no other node is left says less than what the last one did.
        boolean noOther = !remaining.equals(wish) && e.is(ProblemCode.NO_CANDIDATE);
        throw noOther ? last : e;
      }
      Optional<ProblemException> doubt = doubt(opening);
      if (doubt.isEmpty()) {
        return kept(opening, secret, limit, mtu);
      }
      last = doubt.get();
      remaining = remaining.without(opening.session().node());
    }
    throw last;
  }

  private List<NodeId> candidates(Wish wish) {
    return new Selections(access)
        .select(wish).candidates().stream()
            .map(Selection.Choice::node)
            .limit(Selections.CANDIDATES)
            .toList();
  }

  /// Why the offer is not to be believed; the session is over then.
  private Optional<ProblemException> doubt(Opening opening) {
    NodeId node = opening.session().node();
    try {
      OfferCheck.require(opening, chain.node(node), access, clock.instant());
      return Optional.empty();
    } catch (ProblemException e) {
      endQuietly(opening.session());
      return Optional.of(e);
    } catch (GatewayException e) {
      endQuietly(opening.session());
      throw e;
    }
  }

  private Exported kept(Opening opening, TunnelSecret secret, Limit limit, int mtu) {
    OpenedSession session = opening.session();
    try {
      PlainConfiguration configuration =
          new PlainConfiguration(
              secret, session.offer().message().nodeTunnelKey(), session.clientConfig(), mtu);
      store.keep(opening, access.network().domain(), limit).close();
      return new Exported(session.sessionId(), session.node(), configuration);
    } catch (RuntimeException e) {
      endQuietly(session);
      throw e;
    }
  }

  private void endQuietly(OpenedSession session) {
    try {
      new SessionCalls(access, session.sessionId()).end();
    } catch (ProblemException | GatewayException e) {
      // It ends with its grant; the reason the caller gets is the one that matters.
    }
  }
}
