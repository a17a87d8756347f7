package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import java.security.SecureRandom;

/// A client's side of one session: its keys, its grant and its acks.
public record Client(PrivateKey key, Domain domain, Signed<Grant> grant, String address) {
  private static final SecureRandom RANDOM = new SecureRandom();

  public static Client of(
      Domain domain,
      NodeId node,
      TunnelKey tunnelKey,
      String address,
      long maxBytes,
      long notBefore,
      long notAfter) {
    PrivateKey key = PrivateKey.random(RANDOM);
    Grant grant =
        new Grant(
            new SessionKey(key.address()),
            node,
            tunnelKey,
            new ByteCount(maxBytes),
            notBefore,
            notAfter,
            random32());
    return new Client(key, domain, TypedMessage.sign(grant, domain, key), address);
  }

  static Bytes32 random32() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Bytes32.of(bytes);
  }

  public SessionId session() {
    return grant.message().sessionId(domain);
  }

  public TunnelKey tunnelKey() {
    return grant.message().tunnelKey();
  }

  public PeersAnswer.Put put() {
    return new PeersAnswer.Put(session(), grant, address, null);
  }

  public PeersAnswer.Put put(Signed<Ack> ack) {
    return new PeersAnswer.Put(session(), grant, address, ack);
  }

  public PeersAnswer.Put putWithCredit(ByteCount credit) {
    return new PeersAnswer.Put(session(), grant, address, null, null, credit);
  }

  public Signed<Ack> ack(Usage usage) {
    return TypedMessage.sign(new Ack(usage.digest(domain), usage.rx(), usage.tx()), domain, key);
  }
}
