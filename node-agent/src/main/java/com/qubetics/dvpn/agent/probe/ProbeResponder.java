package com.qubetics.dvpn.agent.probe;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Answers probes of this node: UDP on the port after WireGuard's. Signs nothing but its own name
/// in slots of about now, so that no answer can be stored up; what is anything else gets no answer.
public final class ProbeResponder implements Runnable, AutoCloseable {
  private static final double PER_SECOND = 200;
  private static final double AT_ONCE = 400;
  private static final long SLOTS = 2;

  private final NodeId node;
  private final PrivateKey nodeKey;
  private final Domain domain;
  private final EpochSchedule schedule;
  private final Clock clock;
  private final DatagramSocket socket;
  private final LongAdder answered = new LongAdder();

  public ProbeResponder(
      PrivateKey nodeKey, Domain domain, EpochSchedule schedule, Clock clock, int port)
      throws SocketException {
    this.node = new NodeId(nodeKey.address());
    this.nodeKey = nodeKey;
    this.domain = domain;
    this.schedule = schedule;
    this.clock = clock;
    this.socket = new DatagramSocket(null);
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(port));
  }

  /// Runs until closed.
  @Override
  public void run() {
    RateLimit limit = new RateLimit(PER_SECOND, AT_ONCE, System.nanoTime());
    byte[] buffer = new byte[ProbePacket.LENGTH + 1];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (!limit.take(System.nanoTime())) {
          continue;
        }
        Optional<byte[]> answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (answer.isPresent()) {
          packet.setData(answer.get());
          socket.send(packet);
          answered.increment();
        }
      } catch (IOException e) {
        // Closed, or an answer that could not leave; the next probe comes.
      }
    }
  }

  Optional<byte[]> answer(byte[] packet) {
    return ProbePacket.parseChallenge(packet)
        .filter(challenge -> challenge.node().equals(node))
        .filter(this::isAboutNow)
        .map(challenge -> ProbePacket.answer(TypedMessage.sign(challenge, domain, nodeKey)));
  }

  private boolean isAboutNow(ProbeAnswer challenge) {
    return Math.abs(challenge.slot() - schedule.slotAt(clock.instant())) <= SLOTS;
  }

  public long answered() {
    return answered.sum();
  }

  @Override
  public void close() {
    socket.close();
  }
}
