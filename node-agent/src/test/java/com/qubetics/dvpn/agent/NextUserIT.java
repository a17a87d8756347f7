package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client leaves while the agent is down and a server goes on sending to it; then somebody else
/// gets its tunnel address and does nothing.
final class NextUserIT {
  private static final int PORT = 9000;
  private static final int PACKET = 1000;

  /// A handshake, and WireGuard's keepalives for the rest of the time.
  private static final long SILENT_BYTES = 2_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;

  @ParameterizedTest(name = "killed: {0}")
  @ValueSource(booleans = {true, false})
  void receivesNothingOfTheUserBeforeAndPaysNothingForHim(boolean killed) throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of());
        DatagramSocket server =
            host.namespaces.in(
                AgentHost.WORLD,
                () -> new DatagramSocket(PORT, InetAddress.ofLiteral(AgentHost.INTERNET)))) {
      AtomicBoolean over = new AtomicBoolean();
      Thread.ofPlatform().daemon().start(() -> stream(server, over));
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
      assertThat(received(host)).as("packets of the first user").isPositive();
      if (killed) {
        host.killAgent();
      } else {
        assertThat(host.stopAgent()).isTrue();
      }

      TunnelSecret tunnel = TunnelSecret.random(RANDOM);
      Client next = host.client(tunnel, AgentHost.CLIENT_ADDRESS);
      becomes(host, tunnel);
      host.peers.desire(next.put());
      host.startAgent();
      AgentHost.await(
          "lease of the next",
          20,
          () -> host.holdsPeer(next) && host.serves(AgentHost.CLIENT_ADDRESS));
      AgentHost.await("handshake", 20, () -> host.seen()[0] > 0);
      Thread.sleep(3000);

      long rx = host.seen()[0];
      List<Usage> stated =
          host.gateway.stated().stream()
              .map(UsageItem::usage)
              .map(signed -> signed.message())
              .filter(usage -> usage.sessionId().equals(next.session()))
              .toList();
      System.out.printf("next user received %s bytes, stated: %s%n", rx, stated);
      assertThat(rx).isLessThan(SILENT_BYTES);
      assertThat(stated).allMatch(usage -> usage.tx().bytes() < SILENT_BYTES);
      assertThat(received(host)).as("packets of his own").isPositive();
      over.set(true);
    }
  }

  /// About 50 KB/s to whoever asked, for ever.
  private static void stream(DatagramSocket server, AtomicBoolean over) {
    try {
      DatagramPacket asked = new DatagramPacket(new byte[16], 16);
      server.receive(asked);
      server.setSoTimeout(20);
      while (!over.get()) {
        server.send(new DatagramPacket(new byte[PACKET], PACKET, asked.getSocketAddress()));
        try {
          DatagramPacket other = new DatagramPacket(new byte[16], 16);
          server.receive(other);
          server.send(new DatagramPacket(new byte[PACKET], PACKET, other.getSocketAddress()));
        } catch (java.net.SocketTimeoutException nobodyElse) {
          // The first one's next packet.
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /// Asks from the client's place, from a port of its own each time.
  private static int received(AgentHost host) throws Exception {
    return host.namespaces.in(
        AgentHost.CLIENT,
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(3000 * AgentHost.SLOW);
            socket.send(
                new DatagramPacket(
                    new byte[1], 1, new InetSocketAddress(AgentHost.INTERNET, PORT)));
            DatagramPacket answer = new DatagramPacket(new byte[PACKET], PACKET);
            socket.receive(answer);
            return answer.getLength();
          }
        });
  }

  /// The client's place is another user's from here on, who keeps his tunnel open.
  private void becomes(AgentHost host, TunnelSecret tunnel) throws Exception {
    Path key = folder.resolve("next.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] secret = HexFormat.of().parseHex(tunnel.toHex().substring(2));
    Files.writeString(key, Base64.getEncoder().encodeToString(secret));
    String node = host.home.tunnelKey().publicKey().toBase64();
    String peer = " peer " + node;
    host.run(AgentHost.CLIENT, "wg set " + AgentHost.CLIENT_TUNNEL + peer + " remove");
    host.run(
        AgentHost.CLIENT,
        "wg set %s private-key %s%s endpoint %s allowed-ips 0.0.0.0/0 persistent-keepalive 1"
            .formatted(AgentHost.CLIENT_TUNNEL, key, peer, AgentHost.ENDPOINT));
  }
}
