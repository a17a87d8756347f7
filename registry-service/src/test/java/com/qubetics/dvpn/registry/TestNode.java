package com.qubetics.dvpn.registry;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// A node's host on the loopback network: its keys, and a UDP responder that can be ended.
public final class TestNode implements AutoCloseable {
  public final PrivateKey key;
  public final Account provider;
  public final Endpoint endpoint;
  private final DatagramSocket socket;
  private final Domain domain;

  /// @param group third byte of its address, and so its /24
  public TestNode(int number, int providerNumber, int group, Domain domain) throws IOException {
    byte[] secret = new byte[PrivateKey.LENGTH];
    secret[31] = (byte) number;
    secret[0] = 1;
    this.key = PrivateKey.of(secret);
    byte[] wallet = new byte[Address.LENGTH];
    wallet[0] = (byte) providerNumber;
    this.provider = new Account(Address.of(wallet));
    this.domain = domain;
    this.socket = new DatagramSocket(new InetSocketAddress("127.0." + group + ".1", 0));
    this.endpoint = Endpoint.parse("127.0." + group + ".1:" + (socket.getLocalPort() - 1));
    Thread.ofVirtual().start(this::answer);
  }

  public NodeId id() {
    return new NodeId(key.address());
  }

  public TunnelKey tunnelKey() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    bytes[0] = key.address().bytes()[0];
    bytes[1] = 1;
    return new TunnelKey(Bytes32.of(bytes));
  }

  /// Its heartbeat as JSON.
  public String heartbeat(String version, String endpointText, boolean ready) {
    return """
        {"version":"%s","endpoint":"%s",
         "place":{"city":"Frankfurt","country":"DE","latitude":50.11,"longitude":8.68},
         "boot":"0x000102030405060708090a0b0c0d0e0f","ready":%s,"reasons":%s,"draining":false,
         "peers":1,"maxPeers":250,"rxBytesPerSecond":10,"txBytesPerSecond":20,"capacityKbit":100000}
        """
        .formatted(version, endpointText, ready, ready ? "[]" : "[\"CLOCK_WRONG\"]");
  }

  public String answerJson(long slot, Bytes32 challenge) {
    var signed = TypedMessage.sign(new ProbeAnswer(id(), slot, challenge), domain, key);
    return """
        {"slot":%s,"node":"%s","rttMicros":700,
         "answer":{"message":{"node":"%s","slot":%s,"challenge":"%s"},"signature":"%s"}}"""
        .formatted(slot, id(), id(), slot, challenge, signed.signature());
  }

  private void answer() {
    byte[] buffer = new byte[ProbePacket.LENGTH];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        ProbeAnswer challenge = ProbePacket.parseChallenge(bytes).orElseThrow();
        byte[] answer = ProbePacket.answer(TypedMessage.sign(challenge, domain, key));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
