package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeerResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/// Takes what an agent says it did with its peers. Repeating a result changes nothing.
@Service
final class PeerResults {
  private static final Logger log = LoggerFactory.getLogger(PeerResults.class);
  private static final int MOST = 1_000;

  private final Sessions sessions;
  private final Domain domain;

  PeerResults(Sessions sessions, Domain domain) {
    this.sessions = sessions;
    this.domain = domain;
  }

  void take(NodeId node, List<PeerResult> results) {
    if (results.size() > MOST) {
      throw new IllegalArgumentException(
          "results: %s (expected: at most %s)".formatted(results.size(), MOST));
    }
    for (PeerResult result : results) {
      sessions
          .find(result.sessionId())
          .filter(session -> session.node().equals(node))
          .ifPresent(session -> take(session, result));
    }
  }

  private void take(Session session, PeerResult result) {
    switch (result.outcome()) {
      case INSTALLED -> install(session, result);
      case REFUSED -> {
        if (!sessions.refuse(session.id(), codeOf(result, PeerCode.REFUSED), true)) {
          sessions.end(session.id(), codeOf(result, PeerCode.REFUSED));
        }
        sessions.freeTunnel(session.id());
      }
      case REMOVED -> {
        sessions.end(session.id(), codeOf(result, PeerCode.REMOVED_BY_NODE));
        sessions.freeTunnel(session.id());
      }
    }
  }

  private static String codeOf(PeerResult result, PeerCode otherwise) {
    String code = result.code();
    return code != null && code.matches("[A-Z0-9_]{1,64}") ? code : otherwise.name();
  }

  /// A client is shown only an offer whose signature is the node's and whose hashes are those of
  /// the configuration beside it; whether key and endpoint are those on chain, the client checks
  /// itself.
  private void install(Session session, PeerResult result) {
    Signed<Offer> offer = result.offer();
    ClientConfig config = result.clientConfig();
    Optional<String> fault = fault(session, offer, config);
    if (fault.isPresent() || offer == null || config == null) {
      log.warn("offer refused session={} fault={}", session.id(), fault.orElse("missing"));
      sessions.refuse(session.id(), PeerCode.BAD_OFFER.name(), false);
    } else {
      sessions.activate(session.id(), offer, config);
    }
  }

  private Optional<String> fault(
      Session session, @Nullable Signed<Offer> offer, @Nullable ClientConfig config) {
    if (offer == null || config == null) {
      return Optional.of("missing");
    }
    Offer message = offer.message();
    if (!message.sessionId().equals(session.id())) {
      return Optional.of("another session");
    }
    if (!message.clientConfigHash().equals(config.hash())
        || !message.endpointHash().equals(config.endpoint().hash())
        || !config.address().equals(session.address())) {
      return Optional.of("another configuration");
    }
    return offer.isBy(session.node().address(), domain)
        ? Optional.empty()
        : Optional.of("signature");
  }
}
