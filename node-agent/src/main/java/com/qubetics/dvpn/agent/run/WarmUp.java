package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.json.Json;
import java.util.List;

/// Plays the papers of one session through at the agent's start, so that the first client does not
/// wait for the JVM to load and compile what reads, verifies, signs and writes them. Signs in a
/// domain that exists on no chain; sends and keeps nothing.
final class WarmUp {
  private static final int TIMES = 20;

  private WarmUp() {}

  static void run(Identity identity) {
    Domain nowhere = new Domain(1, identity.nodeKey().address());
    for (int i = 0; i < TIMES; i++) {
      play(identity, nowhere);
    }
  }

  private static void play(Identity identity, Domain nowhere) {
    SessionKey client = new SessionKey(identity.nodeKey().address());
    Grant grant =
        new Grant(
            client, identity.node(), identity.tunnelKey(), new ByteCount(1), 0, 1, Bytes32.ZERO);
    SessionId session = grant.sessionId(nowhere);
    Signed<Ack> ack =
        TypedMessage.sign(
            new Ack(Bytes32.ZERO, ByteCount.ZERO, ByteCount.ZERO), nowhere, identity.nodeKey());
    PeersAnswer told =
        read(
            new PeersAnswer(
                0,
                0,
                false,
                List.of(
                    new PeersAnswer.Put(
                        session,
                        TypedMessage.sign(grant, nowhere, identity.nodeKey()),
                        "10.77.0.2",
                        ack)),
                List.of(session)),
            PeersAnswer.class);
    boolean believed = told.put().getFirst().grant().isBy(client.address(), nowhere);
    if (!believed) {
      throw new IllegalStateException("a signature of this host does not verify on this host");
    }
    ClientConfig config = new ClientConfig("10.77.0.2", "", 1420, identity.endpoint());
    Offer offer =
        new Offer(session, identity.tunnelKey(), identity.endpoint().hash(), config.hash(), 0);
    Json.bytes(
        new PeerResult.Batch(
            List.of(
                PeerResult.installed(
                    session, TypedMessage.sign(offer, nowhere, identity.nodeKey()), config))));
    Usage usage =
        new Usage(session, identity.node(), identity.boot(), 0, ByteCount.ZERO, ByteCount.ZERO, 0);
    Json.bytes(new UsageItem(TypedMessage.sign(usage, nowhere, identity.nodeKey()), false));
  }

  private static <T> T read(T value, Class<T> type) {
    return Json.read(Json.bytes(value), type);
  }
}
