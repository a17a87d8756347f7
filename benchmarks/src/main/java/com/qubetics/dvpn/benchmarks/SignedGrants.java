package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.security.SecureRandom;
import java.time.Clock;

/// Signs grants as clients do, each with a session key of its own.
record SignedGrants(Domain domain, NodeId node) {
  static final Cidr NETWORK = Cidr.parse("10.77.0.0/16");
  private static final SecureRandom RANDOM = new SecureRandom();

  /// A session with the n-th address of the network.
  PeersAnswer.Put session(int n) {
    PrivateKey client = PrivateKey.random(RANDOM);
    long now = Clock.systemUTC().instant().getEpochSecond();
    Grant grant =
        new Grant(
            new SessionKey(client.address()),
            node,
            new TunnelKey(random32()),
            new ByteCount(1L << 40),
            now - 60,
            now + 86_400,
            random32());
    TunnelAddress address = new TunnelAddress(NETWORK.gateway().bits() + 1 + n);
    return new PeersAnswer.Put(
        grant.sessionId(domain),
        TypedMessage.sign(grant, domain, client),
        address.toString(),
        null);
  }

  private static Bytes32 random32() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    RANDOM.nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
