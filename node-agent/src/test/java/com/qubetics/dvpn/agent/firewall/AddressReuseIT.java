package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A tunnel address goes from one session to another while servers still answer the first one, and
/// nothing flushes what the kernel knows of it: real packets, every kind that can come back.
final class AddressReuseIT {
  private static final int SLOW = Integer.getInteger("dvpn.slow", 1);
  private static final Duration LEASE = Duration.ofSeconds(60L * SLOW);
  private static final Duration ARRIVAL = Duration.ofSeconds(3L * SLOW);
  private static final String ME = SmallNetwork.CLIENT_ADDRESS;
  private static final TunnelAddress ADDRESS = TunnelAddress.parse(ME);
  private static final SessionMark FIRST = new SessionMark(0x11111111);
  private static final SessionMark SECOND = new SessionMark(0xeeeeeeee);
  private static final Pattern PACKETS = Pattern.compile("packets ([0-9]+)");
  private static final int REPEATED = 5;

  @TempDir static Path folder;

  private static SmallNetwork network;
  private static byte[] nodeHardware;
  private static int port = 1000;
  private NftFirewall firewall = fresh();

  /// What a server answers to, and how.
  private record Flow(String name, Packet opens, Packet answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// How the second session comes to the address.
  private enum Change {
    KILLED_AGENT,
    ENDED,
    REPLACED
  }

  @BeforeEach
  void forgetAll() throws Exception {
    network.run(SmallNetwork.NODE, "conntrack", "--flush");
  }

  @BeforeAll
  static void wire() throws Exception {
    network = SmallNetwork.up(folder, LEASE);
    network.run(
        SmallNetwork.NODE,
        "wg",
        "set",
        SmallNetwork.NODE_TUNNEL.value(),
        "peer",
        network.clientKey().toBase64(),
        "allowed-ips",
        ME);
    nodeHardware =
        network.namespaces.in(
            SmallNetwork.NODE, () -> NetworkInterface.getByName("eth0").getHardwareAddress());
  }

  @AfterAll
  static void unwire() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @AfterEach
  void takeAwayOtherTables() throws Exception {
    nft(SmallNetwork.NODE, "table inet other {}\ndelete table inet other\n");
  }

  private static NftFirewall fresh() {
    return new NftFirewall(SmallNetwork.rules(LEASE, Optional.empty(), PeerLimits.USUAL));
  }

  static Stream<Object[]> cases() {
    return Stream.of("UDP", "TCP", "ICMP", "ICMP error")
        .flatMap(kind -> Stream.of(Change.values()).map(change -> new Object[] {kind, change}));
  }

  /// Ports differ from case to case, so that no case finds another's connections.
  private static Flow flow(String kind) {
    String server = "192.0.2." + (90 + port % 100);
    port++;
    Packet opens =
        switch (kind) {
          case "UDP", "ICMP error" -> Packet.udp(ME, server, port);
          case "TCP" -> Packet.tcp(ME, server, port);
          default -> Packet.icmp(ME, server, 8);
        };
    Packet answer =
        kind.equals("ICMP error")
            ? opens.refusal("192.0.2.1", SmallNetwork.EGRESS_ADDRESS)
            : opens.answer(SmallNetwork.EGRESS_ADDRESS);
    return new Flow(kind, opens, answer);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void bringsTheSecondSessionNothingOfTheFirst(String kind, Change change) throws Exception {
    Flow flow = flow(kind);
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);
    assertThat(arriving(flow.answer(), 1)).as("the first session's answer").isEqualTo(1);

    reuse(change);

    assertThat(arriving(flow.answer(), 0)).as("arrives at the second session").isZero();
    Flow own = flow(kind);
    open(own);
    assertThat(arriving(own.answer(), 1)).as("the second session's own answer").isEqualTo(1);
  }

  @Test
  void opensNothingForAPacketThatContinuesWhatAnotherSessionOpened() throws Exception {
    Flow flow = flow("UDP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);

    reuse(Change.KILLED_AGENT);
    sendFromClient(flow.opens());

    assertThat(arriving(flow.answer(), 0)).isZero();
  }

  @Test
  void leavesASessionItsConnectionsWhenItsAgentIsBack() throws Exception {
    Flow flow = flow("TCP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);

    firewall = fresh();
    network.inNode(() -> firewall.up(List.of()));
    assertThat(arriving(flow.answer(), 0)).as("before its lease").isZero();
    network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(FIRST)))));

    assertThat(arriving(flow.answer(), 1)).isEqualTo(1);
  }

  /// As the agent does with each lease that ends, if it lives: what a server still sends finds
  /// nothing that knows it.
  @Test
  void forgetsTheConnectionsOfTheFirstSessionAndNoneOfTheSecond() throws Exception {
    Flow flow = flow("UDP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);
    assertThat(connections()).isEqualTo(1);

    network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(SECOND)))));
    Flow own = flow("UDP");
    open(own);
    network.inNode(() -> firewall.forget(List.of(Leftovers.before(ADDRESS, SECOND))));

    awaitConnections(1);
    assertThat(arriving(own.answer(), 1)).as("the second session's own answer").isEqualTo(1);
    network.inNode(() -> firewall.forget(List.of(Leftovers.all(ADDRESS))));
    awaitConnections(0);
  }

  private static int connections() throws Exception {
    return (int)
        network
            .run(SmallNetwork.NODE, "conntrack", "--dump", "--orig-src", ME)
            .lines()
            .filter(line -> line.contains("src=" + ME))
            .count();
  }

  private static void awaitConnections(int expected) throws Exception {
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (connections() != expected && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(connections()).isEqualTo(expected);
  }

  @Test
  void leavesASessionItsConnectionsOverAPause() throws Exception {
    Flow flow = flow("UDP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);

    network.inNode(() -> firewall.change(LeaseChange.ending(List.of(ADDRESS))));
    assertThat(arriving(flow.answer(), 0)).as("paused").isZero();
    network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(FIRST)))));

    assertThat(arriving(flow.answer(), 1)).isEqualTo(1);
    network.inNode(() -> assertThat(firewall.holds()).isTrue());
  }

  @Test
  void servesBesideATableThatMarksNewConnectionsBefore() throws Exception {
    other("prerouting", "mangle", "ct state new ct mark set 0x7");
    Flow flow = flow("UDP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);
    assertThat(arriving(flow.answer(), 1)).isEqualTo(1);

    reuse(Change.KILLED_AGENT);

    assertThat(arriving(flow.answer(), 0)).isZero();
  }

  @Test
  void failsClosedBesideATableThatMarksEachPacket() throws Exception {
    other("prerouting", "mangle", "ct mark set 0x7");
    Flow flow = flow("UDP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));

    open(flow);

    assertThat(arriving(flow.answer(), 0)).isZero();
  }

  @Test
  void failsClosedBesideATableThatTakesTheMarksAway() throws Exception {
    other("postrouting", "mangle", "ct mark set 0x7");
    Flow flow = flow("UDP");
    network.inNode(() -> firewall.up(List.of(lease(FIRST))));
    open(flow);

    assertThat(arriving(flow.answer(), 0)).isZero();
  }

  private void reuse(Change change) throws Exception {
    switch (change) {
      case KILLED_AGENT -> {
        firewall = fresh();
        network.inNode(() -> firewall.up(List.of()));
        network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(SECOND)))));
      }
      case ENDED -> {
        network.inNode(() -> firewall.change(LeaseChange.ending(List.of(ADDRESS))));
        network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(SECOND)))));
      }
      case REPLACED ->
          network.inNode(() -> firewall.change(LeaseChange.renewing(List.of(lease(SECOND)))));
    }
    network.inNode(() -> assertThat(firewall.holds()).isTrue());
  }

  private static Lease lease(SessionMark mark) {
    return new Lease(ADDRESS, mark, LEASE);
  }

  /// Until the world has seen it: the first packet has to wait for the handshake.
  private static void open(Flow flow) throws Exception {
    count(SmallNetwork.WORLD, "prerouting", "ip daddr " + flow.opens().target().getHostAddress());
    sendFromClient(flow.opens());
    awaitPackets(SmallNetwork.WORLD, 1);
  }

  private static void sendFromClient(Packet packet) throws Exception {
    network.namespaces.in(
        SmallNetwork.CLIENT,
        () -> {
          RawLink.send(SmallNetwork.CLIENT_TUNNEL, new byte[0], List.of(packet));
          return true;
        });
  }

  /// Sends an answer, several times where none is expected to arrive.
  ///
  /// @return how many go on to a peer
  private static long arriving(Packet answer, int expected) throws Exception {
    count(SmallNetwork.NODE, "postrouting", "oifname " + SmallNetwork.NODE_TUNNEL);
    network.namespaces.in(
        SmallNetwork.WORLD,
        () -> {
          RawLink.send(
              "eth0", nodeHardware, Collections.nCopies(expected == 0 ? REPEATED : 1, answer));
          return true;
        });
    if (expected == 0) {
      Thread.sleep(200L * SLOW);
    } else {
      awaitPackets(SmallNetwork.NODE, expected);
    }
    return packets(SmallNetwork.NODE);
  }

  private static void other(String hook, String priority, String rule) throws Exception {
    nft(
        SmallNetwork.NODE,
        "table inet other { chain c { type filter hook %s priority %s; %s; }; }\n"
            .formatted(hook, priority, rule));
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

  private static void awaitPackets(String namespace, long packets) throws Exception {
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (packets(namespace) < packets && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
  }

  private static long packets(String namespace) throws Exception {
    Matcher counter =
        PACKETS.matcher(network.run(namespace, "nft", "list", "table", "inet", "seen"));
    assertThat(counter.find()).isTrue();
    return Long.parseLong(counter.group(1));
  }

  private static void nft(String namespace, String script) throws Exception {
    network.namespaces.in(
        namespace,
        () -> Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII)));
  }
}
