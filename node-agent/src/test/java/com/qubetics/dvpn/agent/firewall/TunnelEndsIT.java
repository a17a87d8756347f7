package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes past the hooks in the middle, as a flowtable does, meets the lease at the tunnel's two
/// ends; and what a client may ask the node itself. Real packets through real WireGuard.
final class TunnelEndsIT {
  private static final int SLOW = Integer.getInteger("dvpn.slow", 1);
  private static final Duration LEASE = Duration.ofSeconds(60L * SLOW);
  private static final Duration ARRIVAL = Duration.ofSeconds(3L * SLOW);
  private static final String ME = SmallNetwork.CLIENT_ADDRESS;
  private static final String OTHER = "10.77.0.66";
  private static final TunnelAddress ADDRESS = TunnelAddress.parse(ME);
  private static final Pattern PACKETS = Pattern.compile("packets ([0-9]+)");
  private static final int SENT = 5;

  @TempDir static Path folder;

  private static SmallNetwork network;
  private NftFirewall firewall;

  @BeforeAll
  static void wire() throws Exception {
    network = SmallNetwork.up(folder, LEASE);
    String tunnel = SmallNetwork.NODE_TUNNEL.value();
    String client = network.clientKey().toBase64();
    network.run(
        SmallNetwork.NODE, "wg", "set", tunnel, "peer", client, "allowed-ips", ME + "," + OTHER);
  }

  @AfterAll
  static void unwire() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @BeforeEach
  void withALease() throws Exception {
    firewall = new NftFirewall(SmallNetwork.rules(LEASE, Optional.empty(), PeerLimits.USUAL));
    network.inNode(() -> firewall.up(List.of(lease(ME, 1), lease(OTHER, 2))));
    // Nobody sends to the client before it has shaken hands.
    count(SmallNetwork.NODE, "prerouting", "iifname " + SmallNetwork.NODE_TUNNEL);
    send(SmallNetwork.CLIENT, SmallNetwork.CLIENT_TUNNEL, Packet.udp(ME, "192.0.2.80", 7), 1);
    await(SmallNetwork.NODE, 1);
    Thread.sleep(3000);
  }

  @Test
  void letsNothingIntoTheTunnelWithoutALease() throws Exception {
    assertThat(enteringTheTunnel()).as("with a lease").isEqualTo(SENT);

    network.inNode(() -> firewall.change(LeaseChange.ending(List.of(ADDRESS))));

    assertThat(enteringTheTunnel()).as("without").isZero();
  }

  /// Until whatever knows the session before has forgotten it.
  @Test
  void letsIntoTheTunnelOfANewSessionOnlyWhatWentThroughTheRules() throws Exception {
    network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(ME, 9)))));

    assertThat(enteringTheTunnel()).as("at once").isZero();
    Thread.sleep(3000);
    assertThat(enteringTheTunnel()).as("after 3 s").isEqualTo(SENT);
  }

  @Test
  void letsNothingOutOfTheTunnelWithoutALease() throws Exception {
    assertThat(leavingTheTunnel()).as("with a lease").isEqualTo(SENT);

    network.inNode(() -> firewall.change(LeaseChange.ending(List.of(ADDRESS))));

    assertThat(leavingTheTunnel()).as("without").isZero();
  }

  /// The first thing that another table could see of a packet.
  private long leavingTheTunnel() throws Exception {
    nft(
        SmallNetwork.NODE,
        """
        table netdev seen {}
        delete table netdev seen
        table netdev seen {
          chain c {
            type filter hook ingress device "%s" priority -500
            ip saddr %s counter
          }
        }
        """
            .formatted(SmallNetwork.NODE_TUNNEL, ME));
    send(SmallNetwork.CLIENT, SmallNetwork.CLIENT_TUNNEL, Packet.udp(ME, "192.0.2.80", 7), SENT);
    Thread.sleep(300L * SLOW);
    return packets(SmallNetwork.NODE, "netdev");
  }

  /// Put onto the interface past all hooks but the one at its end.
  private long enteringTheTunnel() throws Exception {
    count(SmallNetwork.CLIENT, "prerouting", "iifname " + SmallNetwork.CLIENT_TUNNEL);
    Packet packet = Packet.udp("192.0.2.80", ME, 40_000);
    for (int sent = 0; sent < SENT; sent++) {
      try {
        send(SmallNetwork.NODE, SmallNetwork.NODE_TUNNEL.value(), packet, 1);
      } catch (IOException dropped) {
        // Who puts it there is told that it was dropped.
      }
    }
    Thread.sleep(300L * SLOW);
    return packets(SmallNetwork.CLIENT, "inet");
  }

  @Test
  void limitsEachClientsEchoRequestsForItself() throws Exception {
    count(SmallNetwork.NODE, "output", "oifname " + SmallNetwork.NODE_TUNNEL + " ip daddr " + ME);
    send(SmallNetwork.CLIENT, SmallNetwork.CLIENT_TUNNEL, Packet.icmp(ME, "10.77.0.1", 8), 500);
    Thread.sleep(500L * SLOW);
    assertThat(packets(SmallNetwork.NODE, "inet")).as("answers to a flood").isBetween(15L, 60L);

    count(SmallNetwork.NODE, "output", "ip daddr " + OTHER);
    for (int asked = 0; asked < 10; asked++) {
      send(SmallNetwork.CLIENT, SmallNetwork.CLIENT_TUNNEL, fullEcho(OTHER), 1);
      send(SmallNetwork.CLIENT, SmallNetwork.CLIENT_TUNNEL, Packet.icmp(ME, "10.77.0.1", 8), 50);
    }
    await(SmallNetwork.NODE, 10);
    assertThat(packets(SmallNetwork.NODE, "inet")).as("answers to another").isEqualTo(10);
  }

  /// As large as the tunnel carries.
  private static Packet fullEcho(String from) {
    return Packet.echo(from, "10.77.0.1", 1420 - 28);
  }

  private static Lease lease(String address, int mark) {
    return new Lease(TunnelAddress.parse(address), new SessionMark(mark), LEASE);
  }

  private static void send(String namespace, String link, Packet packet, int times)
      throws Exception {
    network.namespaces.in(
        namespace,
        () -> {
          RawLink.send(link, new byte[0], Collections.nCopies(times, packet));
          return true;
        });
  }

  private static void count(String namespace, String hook, String match) throws Exception {
    nft(
        namespace,
        """
        table inet seen {}
        delete table inet seen
        table inet seen { chain c { type filter hook %s priority 300; %s counter; }; }
        """
            .formatted(hook, match));
  }

  private static void await(String namespace, long packets) throws Exception {
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (packets(namespace, "inet") < packets && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
  }

  private static long packets(String namespace, String family) throws Exception {
    Matcher counter =
        PACKETS.matcher(network.run(namespace, "nft", "list", "table", family, "seen"));
    assertThat(counter.find()).isTrue();
    return Long.parseLong(counter.group(1));
  }

  private static void nft(String namespace, String script) throws Exception {
    network.namespaces.in(
        namespace,
        () -> Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII)));
  }
}
