package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.agent.peer.OwnPeer;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.initiator.TunnelEnd;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// The node's own client, which sends one packet at a time: in through WireGuard over loopback, on
/// as far as the host lets it, and waits for what comes back through the tunnel. One thread's.
final class PathPeer {
  private static final Duration GREETING = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 40_000;

  private final TunnelSecret secret;
  private final OwnPeer peer;
  private final TunnelKey node;
  private final int port;
  private final SecureRandom random;

  /// What became of the packet.
  sealed interface Crossed {
    record Came() implements Crossed {}

    record Lost() implements Crossed {}

    record Refused(Opening.Answer.Refused by) implements Crossed {}

    /// WireGuard did not take it; `why` in a few words.
    record NotTaken(String why) implements Crossed {}

    /// WireGuard is flooded, and says nothing of the way behind it.
    record Unknown() implements Crossed {}
  }

  /// @param node WireGuard's key, and its port on this host
  PathPeer(TunnelSecret secret, OwnPeer peer, TunnelKey node, int port, SecureRandom random) {
    this.secret = secret;
    this.peer = peer;
    this.node = node;
    this.port = port;
    this.random = random;
  }

  OwnPeer peer() {
    return peer;
  }

  /// A port for the next packet, which no connection of the last minutes has.
  int port() {
    return FIRST_PORT + random.nextInt(PORTS);
  }

  /// @param from a port of the peer's
  /// @param patience how long an answer may take; the packet is repeated twice a second meanwhile
  Crossed cross(Echo echo, int from, Duration patience) {
    Opening opening = new Opening(peer.address(), from, echo, random.nextInt());
    try {
      return switch (TunnelEnd.open(secret, node, port, GREETING, random)) {
        case TunnelEnd.Greeting.Opened opened -> {
          try (TunnelEnd end = opened.end()) {
            yield cross(end, opening, patience);
          }
        }
        case TunnelEnd.Greeting.Busy busy -> new Crossed.Unknown();
        case TunnelEnd.Greeting.Silent silent ->
            new Crossed.NotTaken("WireGuard answers no handshake on 127.0.0.1:" + port);
      };
    } catch (IOException e) {
      return new Crossed.NotTaken("WireGuard on 127.0.0.1:" + port + ": " + e.getMessage());
    }
  }

  private static Crossed cross(TunnelEnd end, Opening opening, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Crossed crossed = new Crossed.Lost();
    while (!(crossed instanceof Crossed.Came) && System.nanoTime() < deadline) {
      end.send(opening.packet());
      crossed = heard(end, opening, crossed);
    }
    return crossed;
  }

  /// What is known once the packet is answered or it is time to repeat it.
  private static Crossed heard(TunnelEnd end, Opening opening, Crossed before) throws IOException {
    long deadline = System.nanoTime() + AGAIN.toNanos();
    Crossed crossed = before;
    while (true) {
      Optional<byte[]> packet = end.receive(Duration.ofNanos(deadline - System.nanoTime()));
      if (packet.isEmpty()) {
        return crossed;
      }
      Optional<Opening.Answer> answer = opening.read(packet.get());
      if (answer.isPresent() && answer.get() instanceof Opening.Answer.Came came) {
        if (came.taken()) {
          end.send(opening.reset());
        }
        return new Crossed.Came();
      }
      if (answer.isPresent() && answer.get() instanceof Opening.Answer.Refused refused) {
        crossed = new Crossed.Refused(refused);
      }
    }
  }
}
