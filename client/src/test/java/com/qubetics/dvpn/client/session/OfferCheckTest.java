package com.qubetics.dvpn.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.OpenedSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferCheckTest {
  private static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));
  private static final PrivateKey SEIZED = PrivateKey.parse("0x" + "44".repeat(32));
  private static final NodeId NODE = new NodeId(NODE_KEY.address());
  private static final Address CONTRACT =
      Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
  private static final Domain DOMAIN = new Domain(31337, CONTRACT);
  private static final TunnelKey TUNNEL_KEY = TunnelKey.parse("0x" + "bb".repeat(32));
  private static final TunnelKey OTHER_KEY = TunnelKey.parse("0x" + "cc".repeat(32));
  private static final Endpoint ENDPOINT = Endpoint.parse("198.18.1.10:51820");
  private static final ClientConfig CONFIG = new ClientConfig("10.77.0.2", "", 1380, ENDPOINT);
  private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);
  private static final Grant GRANT =
      new Grant(
          new SessionKey(SEIZED.address()),
          NODE,
          TunnelKey.parse("0x" + "aa".repeat(32)),
          ByteCount.ofMebibytes(1),
          NOW.getEpochSecond(),
          NOW.getEpochSecond() + 3600,
          Bytes32.ZERO);
  private static final ChainNode ON_CHAIN = onChain(false);

  private static ChainNode onChain(boolean expelled) {
    return new ChainNode(
        new Account(CONTRACT),
        TUNNEL_KEY,
        ENDPOINT.hash(),
        TokenAmount.ZERO,
        TokenAmount.ZERO,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        expelled);
  }

  private static Offer offer(TunnelKey key, Bytes32 endpoint, ClientConfig config, long at) {
    return new Offer(GRANT.sessionId(DOMAIN), key, endpoint, config.hash(), at);
  }

  private static Offer good() {
    return offer(TUNNEL_KEY, ENDPOINT.hash(), CONFIG, NOW.getEpochSecond());
  }

  private static OpenedSession session(Offer offer, PrivateKey signer, ClientConfig config) {
    return new OpenedSession(
        GRANT.sessionId(DOMAIN),
        NODE,
        SessionState.ACTIVE,
        config,
        TypedMessage.sign(offer, DOMAIN, signer),
        List.of(),
        null);
  }

  private static Optional<ProblemCode> check(OpenedSession session, Optional<ChainNode> onChain) {
    return OfferCheck.refusal(session, List.of(GRANT), onChain, DOMAIN, NOW);
  }

  @Test
  void believesWhatTheNodeSignedAndTheChainConfirms() {
    assertThat(check(session(good(), NODE_KEY, CONFIG), Optional.of(ON_CHAIN))).isEmpty();
  }

  @Test
  void refusesAnOfferOfAnybodyButTheNode() {
    assertThat(check(session(good(), SEIZED, CONFIG), Optional.of(ON_CHAIN)))
        .contains(ProblemCode.OFFER_NOT_BY_NODE);
  }

  @Test
  void refusesASessionThatWasNotGranted() {
    OpenedSession session = session(good(), NODE_KEY, CONFIG);
    OpenedSession other =
        new OpenedSession(
            new SessionId(Bytes32.ZERO),
            NODE,
            SessionState.ACTIVE,
            CONFIG,
            session.offer(),
            List.of(),
            null);
    assertThat(check(other, Optional.of(ON_CHAIN))).contains(ProblemCode.OFFER_NOT_GRANTED);
  }

  @Test
  void refusesATunnelKeyThatIsNotOnChain() {
    Offer offer = offer(OTHER_KEY, ENDPOINT.hash(), CONFIG, NOW.getEpochSecond());
    assertThat(check(session(offer, NODE_KEY, CONFIG), Optional.of(ON_CHAIN)))
        .contains(ProblemCode.OFFER_OTHER_TUNNEL_KEY);
  }

  @Test
  void refusesAnEndpointThatIsNotOnChain() {
    Endpoint elsewhere = Endpoint.parse("203.0.113.9:51820");
    ClientConfig config = new ClientConfig("10.77.0.2", "", 1380, elsewhere);
    Offer signedElsewhere = offer(TUNNEL_KEY, elsewhere.hash(), config, NOW.getEpochSecond());
    Offer configElsewhere = offer(TUNNEL_KEY, ENDPOINT.hash(), config, NOW.getEpochSecond());

    assertThat(check(session(signedElsewhere, NODE_KEY, config), Optional.of(ON_CHAIN)))
        .contains(ProblemCode.OFFER_OTHER_ENDPOINT);
    assertThat(check(session(configElsewhere, NODE_KEY, config), Optional.of(ON_CHAIN)))
        .contains(ProblemCode.OFFER_OTHER_ENDPOINT);
  }

  @Test
  void refusesAConfigurationTheNodeDidNotSign() {
    ClientConfig changed = new ClientConfig("10.77.0.3", "", 1380, ENDPOINT);
    assertThat(check(session(good(), NODE_KEY, changed), Optional.of(ON_CHAIN)))
        .contains(ProblemCode.OFFER_OTHER_CONFIG);
  }

  @Test
  void refusesAnOldOffer() {
    Offer old = offer(TUNNEL_KEY, ENDPOINT.hash(), CONFIG, NOW.getEpochSecond() - 121);
    assertThat(check(session(old, NODE_KEY, CONFIG), Optional.of(ON_CHAIN)))
        .contains(ProblemCode.OFFER_OUT_OF_TIME);
  }

  @Test
  void refusesANodeTheChainDoesNotKnowOrHasExpelled() {
    assertThat(check(session(good(), NODE_KEY, CONFIG), Optional.empty()))
        .contains(ProblemCode.NODE_NOT_ON_CHAIN);
    assertThat(check(session(good(), NODE_KEY, CONFIG), Optional.of(onChain(true))))
        .contains(ProblemCode.NODE_NOT_ON_CHAIN);
  }
}
