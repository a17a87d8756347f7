package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The operator's own probers, which fill up draws while the network has too few providers. Each
/// challenge goes out from a virtual thread and a socket of its own, once more at half time, and
/// ends in a report: with the answer, without one, or that no packet could leave.
@Component
class OperatorProbers {
  private static final Logger log = LoggerFactory.getLogger(OperatorProbers.class);
  private static final int AT_ONCE = 256;

  private final ProbeResults results;
  private final ProbeSettings settings;
  private final Semaphore places = new Semaphore(AT_ONCE);

  OperatorProbers(ProbeResults results, ProbeSettings settings) {
    this.results = results;
    this.settings = settings;
  }

  /// Starts the probes and returns.
  void start(List<OperatorProbe> probes) {
    for (OperatorProbe probe : probes) {
      Thread.ofVirtual().name(probe.prober().name()).start(() -> probe(probe));
    }
  }

  private void probe(OperatorProbe probe) {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      results.store(probe.prober(), List.of(ask(probe.assignment())));
    } catch (RuntimeException e) {
      log.warn("operator probe not stored slot={}", probe.assignment().slot(), e);
    } finally {
      places.release();
    }
  }

  private ProbeResult ask(Assignment assignment) {
    ProbeAnswer expected = assignment.expected();
    byte[] challenge = assignment.packet();
    var to =
        new InetSocketAddress(
            assignment.probeEndpoint().address(), assignment.probeEndpoint().port());
    Duration half = settings.operatorTimeout().dividedBy(2);
    boolean made = false;
    try (var socket = new DatagramSocket()) {
      socket.connect(to);
      for (int attempt = 0; attempt < 2; attempt++) {
        long sent = System.nanoTime();
        socket.send(new DatagramPacket(challenge, challenge.length));
        made = true;
        @Nullable Signed<ProbeAnswer> answer = await(socket, expected, half);
        if (answer != null) {
          long micros = Duration.ofNanos(System.nanoTime() - sent).toNanos() / 1_000;
          return ProbeResult.answered(assignment, answer, micros);
        }
      }
    } catch (IOException e) {
      log.debug("no way to node={}", assignment.node(), e);
    }
    return ProbeResult.unanswered(assignment, made);
  }

  private static @Nullable Signed<ProbeAnswer> await(
      DatagramSocket socket, ProbeAnswer expected, Duration limit) throws IOException {
    byte[] buffer = new byte[ProbePacket.LENGTH + 1];
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (millis < 1) {
        return null;
      }
      socket.setSoTimeout((int) millis);
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return null;
      }
      Optional<Signed<ProbeAnswer>> answer =
          ProbePacket.parseAnswer(Arrays.copyOf(packet.getData(), packet.getLength()))
              .filter(signed -> signed.message().equals(expected));
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }
}
