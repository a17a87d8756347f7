package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.SessionOpening.Opening;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.OpenedSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether an opened session is with a node the client itself granted, and is what the node's
/// provider has registered on chain. The control plane's word counts for nothing here: without this
/// it could put a tunnel of its own between client and node.
public final class OfferCheck {
  private OfferCheck() {}

  /// @param grants what this client signed
  /// @param onChain the session's node as the user's own RPC endpoint says
  /// @return the first reason against it; empty if all is in order
  public static Optional<ProblemCode> refusal(
      OpenedSession session,
      List<Grant> grants,
      Optional<ChainNode> onChain,
      Domain domain,
      Instant now) {
    Offer offer = session.offer().message();
    boolean granted =
        grants.stream()
            .anyMatch(
                grant ->
                    grant.sessionId(domain).equals(session.sessionId())
                        && grant.node().equals(session.node()));
    if (!granted) {
      return Optional.of(ProblemCode.OFFER_NOT_GRANTED);
    }
    if (!offer.sessionId().equals(session.sessionId())
        || !session.offer().isBy(session.node().address(), domain)) {
      return Optional.of(ProblemCode.OFFER_NOT_BY_NODE);
    }
    if (Math.abs(now.getEpochSecond() - offer.at()) > ClockTolerance.SECONDS) {
      return Optional.of(ProblemCode.OFFER_OUT_OF_TIME);
    }
    if (!offer.clientConfigHash().equals(session.clientConfig().hash())) {
      return Optional.of(ProblemCode.OFFER_OTHER_CONFIG);
    }
    if (onChain.isEmpty() || onChain.get().expelled()) {
      return Optional.of(ProblemCode.NODE_NOT_ON_CHAIN);
    }
    if (!onChain.get().tunnelKey().equals(offer.nodeTunnelKey())) {
      return Optional.of(ProblemCode.OFFER_OTHER_TUNNEL_KEY);
    }
    if (!onChain.get().endpointHash().equals(offer.endpointHash())
        || !session.clientConfig().endpoint().hash().equals(offer.endpointHash())) {
      return Optional.of(ProblemCode.OFFER_OTHER_ENDPOINT);
    }
    return Optional.empty();
  }

  /// As [#refusal], for who goes on only if all is in order.
  ///
  /// @throws ProblemException with the reason; of a wrong time also whose clock is off
  public static void require(
      Opening opening, Optional<ChainNode> onChain, Access access, Instant now) {
    OpenedSession session = opening.session();
    refusal(session, opening.grants(), onChain, access.network().domain(), now)
        .ifPresent(
            code -> {
              throw new ProblemException(
                  code,
                  "the offer of node %s is not to be believed%s"
                      .formatted(session.node(), times(code, session, access, now)));
            });
  }

  /// Three clocks are in an offer's time: the node's, this machine's, and the gateway's, which
  /// tells whose of the first two is off.
  private static String times(
      ProblemCode refusal, OpenedSession session, Access access, Instant now) {
    return refusal == ProblemCode.OFFER_OUT_OF_TIME
        ? ": it signed at %s; %s"
            .formatted(
                TimeGap.ofEpochSecond(session.offer().message().at(), now)
                    .against("this machine's"),
                access.gateway().clocks().orElse("the gateway's clock is not known"))
        : "";
  }
}
