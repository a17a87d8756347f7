package com.qubetics.dvpn.agent.probe;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

/// Probes another node: sends the challenge up to three times and takes the first answer that the
/// node's key signed.
public final class Prober {
  private static final int TRIES = 3;
  private static final int WAIT_MILLIS = 700;

  private final Domain domain;

  public Prober(Domain domain) {
    this.domain = domain;
  }

  /// Takes two seconds at most.
  public ProbeResult probe(Assignment assignment) {
    ProbeAnswer expected = assignment.expected();
    boolean made = false;
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(
          new InetSocketAddress(
              assignment.probeEndpoint().address(), assignment.probeEndpoint().port()));
      byte[] challenge = assignment.packet();
      for (int attempt = 0; attempt < TRIES; attempt++) {
        long sent = System.nanoTime();
        socket.send(new DatagramPacket(challenge, challenge.length));
        made = true;
        Optional<Signed<ProbeAnswer>> answer = await(socket, expected, sent);
        if (answer.isPresent()) {
          long micros = Math.max(1, (System.nanoTime() - sent) / 1000);
          return ProbeResult.answered(assignment, answer.get(), micros);
        }
      }
    } catch (IOException e) {
      // Unreachable: no answer came, or this host has no way there.
    }
    return ProbeResult.unanswered(assignment, made);
  }

  private Optional<Signed<ProbeAnswer>> await(
      DatagramSocket socket, ProbeAnswer expected, long sent) throws IOException {
    byte[] buffer = new byte[ProbePacket.LENGTH + 1];
    while (true) {
      long left = WAIT_MILLIS - (System.nanoTime() - sent) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      socket.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return Optional.empty();
      }
      Optional<Signed<ProbeAnswer>> answer =
          ProbePacket.parseAnswer(Arrays.copyOf(packet.getData(), packet.getLength()))
              .filter(signed -> signed.message().equals(expected))
              .filter(signed -> signed.isBy(expected.node().address(), domain));
      if (answer.isPresent()) {
        return answer;
      }
    }
  }
}
