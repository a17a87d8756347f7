package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A foreign flowtable holds the tunnel and the outer interface, as other firewalls make them, and
/// a stream runs through it in both directions. Needs a kernel with flowtables: the emulated one.
final class BesideFlowtables {
  private static final int SLOW = Integer.getInteger("dvpn.slow", 1);
  private static final Duration LEASE = Duration.ofSeconds(60L * SLOW);
  private static final TunnelAddress ADDRESS = TunnelAddress.parse(SmallNetwork.CLIENT_ADDRESS);
  private static final SessionMark FIRST = new SessionMark(0x11111111);
  private static final SessionMark SECOND = new SessionMark(0x22222222);
  private static final int PORT = 9000;

  @TempDir Path folder;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong down = new AtomicLong();
  private final AtomicLong up = new AtomicLong();
  private SmallNetwork network;

  @BeforeEach
  void streamThroughAFlowtable() throws Exception {
    network = SmallNetwork.up(folder, LEASE);
    String tunnel = SmallNetwork.NODE_TUNNEL.value();
    network.run(
        SmallNetwork.NODE,
        "wg",
        "set",
        tunnel,
        "peer",
        network.clientKey().toBase64(),
        "allowed-ips",
        SmallNetwork.CLIENT_ADDRESS);
    network.inNode(() -> network.firewall.up(List.of(new Lease(ADDRESS, FIRST, LEASE))));
    Thread.sleep(4000);
    String script =
        """
        table inet other {
          flowtable fast {
            hook ingress priority 0
            devices = { "eth0", "%s" }
          }
          chain steer {
            type filter hook forward priority 10
            ct state established flow add @fast
          }
        }
        """
            .formatted(tunnel);
    network.namespaces.in(
        SmallNetwork.NODE,
        () -> Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII)));
    stream();
    awaitOffload();
  }

  @AfterEach
  void close() throws Exception {
    over.set(true);
    if (network != null) {
      network.close();
    }
  }

  /// The server sends to whoever asked, for ever; the client sends all the time.
  private void stream() throws Exception {
    DatagramSocket server =
        network.namespaces.in(
            SmallNetwork.WORLD,
            () -> new DatagramSocket(PORT, InetAddress.ofLiteral(SmallNetwork.INTERNET)));
    DatagramSocket client = network.namespaces.in(SmallNetwork.CLIENT, () -> new DatagramSocket());
    Thread.ofPlatform().daemon().start(() -> answer(server));
    Thread.ofPlatform().daemon().start(() -> send(client));
    Thread.ofPlatform().daemon().start(() -> receive(client));
  }

  private void answer(DatagramSocket server) {
    try (server) {
      DatagramPacket asked = new DatagramPacket(new byte[100], 100);
      server.receive(asked);
      server.setSoTimeout(20);
      while (!over.get()) {
        server.send(new DatagramPacket(new byte[100], 100, asked.getSocketAddress()));
        try {
          server.receive(asked);
          up.incrementAndGet();
        } catch (SocketTimeoutException none) {
          // It goes on sending all the same.
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void send(DatagramSocket client) {
    try {
      while (!over.get()) {
        client.send(
            new DatagramPacket(
                new byte[100], 100, new InetSocketAddress(SmallNetwork.INTERNET, PORT)));
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException e) {
      // The test is over.
    }
  }

  private void receive(DatagramSocket client) {
    try (client) {
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      while (!over.get()) {
        client.receive(packet);
        down.incrementAndGet();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void awaitOffload() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20L * SLOW).toNanos();
    while (!isOffloaded() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(isOffloaded()).as(network.nodeState()).isTrue();
  }

  private boolean isOffloaded() throws Exception {
    return network.run(SmallNetwork.NODE, "conntrack", "--dump").contains("[OFFLOAD]");
  }

  @Test
  void carriesNothingFurtherOnceTheLeaseRanOutWithoutAnAgent() throws Exception {
    assertThat(moved()).as("down, up, with a lease").allMatch(packets -> packets > 0);
    network.inNode(
        () ->
            network.firewall.change(
                LeaseChange.renewing(List.of(new Lease(ADDRESS, FIRST, Duration.ofSeconds(2))))));
    Thread.sleep(2500L);

    assertThat(moved()).as("down, up, without").containsExactly(0L, 0L);
    assertThat(isOffloaded()).as("nobody deleted the connection").isTrue();
  }

  @Test
  void carriesNothingFurtherOfASessionThatEndsOrPauses() throws Exception {
    network.inNode(() -> network.firewall.change(LeaseChange.ending(List.of(ADDRESS))));
    network.inNode(() -> network.firewall.forget(List.of(Leftovers.pastTheRules(ADDRESS))));
    Thread.sleep(500L);

    assertThat(moved()).as("down, up").containsExactly(0L, 0L);
    Thread.sleep(2000L);
    assertThat(isOffloaded()).as("the connection was deleted").isFalse();
  }

  @Test
  void carriesNothingOfOneSessionToTheNextAtItsAddress() throws Exception {
    network.run(SmallNetwork.CLIENT, "nft", "add", "table", "inet", "mute");
    network.run(
        SmallNetwork.CLIENT,
        "nft",
        "add chain inet mute out { type filter hook output priority 0; }");
    network.run(SmallNetwork.CLIENT, "nft", "add rule inet mute out udp dport " + PORT + " drop");
    assertThat(moved().getFirst()).as("the server goes on").isPositive();

    Lease next = new Lease(ADDRESS, SECOND, LEASE);
    network.inNode(() -> network.firewall.change(LeaseChange.ending(List.of(ADDRESS))));
    network.inNode(() -> network.firewall.change(LeaseChange.renewing(List.of(next))));
    network.inNode(() -> network.firewall.forget(List.of(Leftovers.before(ADDRESS, SECOND))));
    Thread.sleep(200L);
    down.set(0);
    Thread.sleep(8000L);

    assertThat(down).as("packets for the session before").hasValue(0);
  }

  /// @return packets in a second and a half, down and up
  private List<Long> moved() throws Exception {
    long downBefore = down.get();
    long upBefore = up.get();
    Thread.sleep(1500L);
    return List.of(down.get() - downBefore, up.get() - upBefore);
  }
}
