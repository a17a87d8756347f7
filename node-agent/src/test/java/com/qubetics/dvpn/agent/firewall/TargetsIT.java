package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client can reach, packet by packet: all rows of [Target] without the agent's rules, where
/// each has to arrive, and all of them with the rules. The client's WireGuard peer may claim every
/// source that a row uses, so that the rules alone decide.
final class TargetsIT {
  /// An emulated machine gets more time for everything.
  private static final int SLOW = Integer.getInteger("dvpn.slow", 1);

  private static final Duration LEASE = Duration.ofSeconds(60L * SLOW);
  private static final Duration ARRIVAL = Duration.ofSeconds(SLOW);
  private static final String ME = SmallNetwork.CLIENT_ADDRESS;
  private static final String ME6 = SmallNetwork.CLIENT_ADDRESS_6;

  @TempDir static Path folder;

  private static SmallNetwork network;
  private static byte[] nodeHardware;
  private static Map<String, Long> before;
  private static Map<String, Long> after;

  @BeforeAll
  static void send() throws Exception {
    network = SmallNetwork.up(folder, LEASE);
    open();
    List<Target> targets = Target.all();
    network.inNode(() -> network.firewall.down());
    before = arrivals(targets, target -> true);
    withRules(PeerLimits.USUAL, Optional.empty());
    after = arrivals(targets, Target::passes);
  }

  @AfterAll
  static void unwire() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  static List<Target> targets() {
    return Target.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void isReachedOnlyIfTheRulesPermitIt(Target target) {
    assertThat(before.get(target.name())).as("arrives without the rules").isPositive();
    assertThat(after.get(target.name()) > 0)
        .as("arrives with the rules")
        .isEqualTo(target.passes());
  }

  @Test
  void sendsDnsToTheConfiguredResolverAlone() throws Exception {
    withRules(PeerLimits.USUAL, Optional.of(TunnelAddress.parse("192.0.2.53")));
    List<Target> dns =
        List.of(
            world("configured, UDP", Packet.udp(ME, "192.0.2.53", 53), true),
            world("configured, TCP", Packet.tcp(ME, "192.0.2.53", 53), true),
            world("other, UDP", Packet.udp(ME, "192.0.2.80", 53), false),
            world("other, TCP", Packet.tcp(ME, "192.0.2.80", 53), false),
            world("other, over TLS", Packet.tcp(ME, "192.0.2.80", 853), false),
            world("IPv6, UDP", Packet.udp(ME6, SmallNetwork.INTERNET_6, 53), false),
            world("IPv6, TCP", Packet.tcp(ME6, SmallNetwork.INTERNET_6, 53), false),
            world("IPv6, over TLS", Packet.tcp(ME6, SmallNetwork.INTERNET_6, 853), false),
            world("IPv6 web", Packet.tcp(ME6, SmallNetwork.INTERNET_6, 443), true),
            world("web", Packet.tcp(ME, "192.0.2.80", 443), true));

    Map<String, Long> arrived = arrivals(dns, Target::passes);

    dns.forEach(
        target ->
            assertThat(arrived.get(target.name()) > 0)
                .as(target.name())
                .isEqualTo(target.passes()));
  }

  @Test
  void letsAPeerOpenSoManyConnectionsASecond() throws Exception {
    withRules(new PeerLimits(10_000, 20), Optional.empty());

    assertThat(opened("192.0.2.90", "2001:db8:9::90", 200)).isBetween(100L, 160L);
  }

  @Test
  void letsAPeerHoldSoManyConnectionsAtATime() throws Exception {
    withRules(new PeerLimits(40, 1_000), Optional.empty());

    assertThat(opened("192.0.2.91", "2001:db8:9::91", 100)).isEqualTo(40);
  }

  private static Target world(String name, Packet packet, boolean passes) {
    return new Target(name, Target.Side.CLIENT, Target.Place.WORLD, packet, passes);
  }

  /// Sends a segment that opens a connection to each of so many ports of an address of IPv4 and of
  /// one of IPv6, by turns.
  ///
  /// @return how many came through
  private static long opened(String address, String address6, int connections) throws Exception {
    count(rule("flood", "ip daddr " + address) + rule("flood6", "ip6 daddr " + address6), "");
    List<Packet> flood = new ArrayList<>();
    for (int port = 1000; port < 1000 + connections; port++) {
      flood.add(Packet.tcp(ME, address, port));
      flood.add(Packet.tcp(ME6, address6, port));
    }
    network.namespaces.in(
        SmallNetwork.CLIENT,
        () -> {
          RawLink.send(SmallNetwork.CLIENT_TUNNEL, new byte[0], flood);
          return true;
        });
    Thread.sleep(ARRIVAL);
    Map<String, Long> came = counted();
    assertThat(came.get("flood")).as("IPv4").isPositive();
    assertThat(came.get("flood6")).as("IPv6").isPositive();
    return came.get("flood") + came.get("flood6");
  }

  private static void withRules(PeerLimits limits, Optional<TunnelAddress> dns) throws Exception {
    NftFirewall firewall = new NftFirewall(SmallNetwork.rules(LEASE, dns, limits));
    network.inNode(
        () -> firewall.up(List.of(new Lease(TunnelAddress.parse(ME), new SessionMark(1), LEASE))));
  }

  /// Opens the network as far as a careless host does: no filter of the kernel's own, IPv6
  /// forwarded, a WireGuard that takes every source from the client.
  private static void open() throws Exception {
    String tunnel = SmallNetwork.NODE_TUNNEL.value();
    for (String setting :
        List.of(
            "net.ipv4.conf.all.rp_filter=0",
            "net.ipv4.conf." + tunnel + ".rp_filter=0",
            "net.ipv4.conf.eth0.rp_filter=0",
            "net.ipv4.conf.all.accept_local=1",
            "net.ipv4.conf.all.route_localnet=1",
            "net.ipv4.conf." + tunnel + ".route_localnet=1")) {
      network.run(SmallNetwork.NODE, "sysctl", "-q", "-w", setting);
    }
    for (String line :
        List.of(
            "link add lan0 type veth peer name lan1",
            "address add 192.168.50.1/24 dev lan0",
            "address add 192.0.2.129/25 dev lan0",
            "link set lan0 up",
            "link set lan1 up",
            "-6 address add fd99::1/64 dev lan0 nodad",
            "-6 address add 2001:db8:6::1/64 dev lan0 nodad",
            "-6 address add fe80::77/64 dev " + tunnel + " nodad")) {
      network.run(SmallNetwork.NODE, ("ip " + line).split(" "));
    }
    String sources =
        "10.77.0.2,10.77.0.66,192.0.2.99,198.51.100.1,"
            + "fd64:7670:6e00::/96,fd64:7670:6e01::/96,2001:db8:7::7,2001:db8:5::1";
    String client = network.clientKey().toBase64();
    network.run(SmallNetwork.NODE, "wg", "set", tunnel, "peer", client, "allowed-ips", sources);
    network.giveClientIpv6();
    nodeHardware =
        network.namespaces.in(
            SmallNetwork.NODE, () -> NetworkInterface.getByName("eth0").getHardwareAddress());
  }

  /// Sends the packets of all targets until those that should arrive have, three times at most.
  ///
  /// @return packets that arrived, by target
  private static Map<String, Long> arrivals(List<Target> targets, Predicate<Target> expected)
      throws Exception {
    StringBuilder world = new StringBuilder();
    StringBuilder node = new StringBuilder();
    for (Target target : targets) {
      String rule = target.match() + " counter comment \"" + target.name() + "\"\n";
      switch (target.at()) {
        case WORLD -> world.append("add rule inet arrivals prerouting ").append(rule);
        case NODE ->
            node.append("add rule inet arrivals input iifname != eth1 ")
                .append(target.packet().isSix() ? "ip6 saddr " : "ip saddr ")
                .append(target.packet().source().getHostAddress())
                .append(' ')
                .append(rule);
        case LAN -> node.append("add rule inet arrivals postrouting oifname lan0 ").append(rule);
        case TUNNEL ->
            node.append("add rule inet arrivals postrouting oifname ")
                .append(SmallNetwork.NODE_TUNNEL)
                .append(' ')
                .append(rule);
      }
    }
    count(world.toString(), node.toString());
    Map<String, Long> arrived = Map.of();
    for (int round = 0; round < 3; round++) {
      send(targets);
      long deadline = System.nanoTime() + ARRIVAL.toNanos();
      do {
        Thread.sleep(100);
        arrived = counted();
      } while (!allArrived(targets, expected, arrived) && System.nanoTime() < deadline);
      if (allArrived(targets, expected, arrived)) {
        break;
      }
    }
    // What should not arrive gets as long as it may want.
    Thread.sleep(300L * SLOW);
    return counted();
  }

  private static boolean allArrived(
      List<Target> targets, Predicate<Target> expected, Map<String, Long> arrived) {
    return targets.stream()
        .filter(expected)
        .allMatch(target -> arrived.getOrDefault(target.name(), 0L) > 0);
  }

  private static void send(List<Target> targets) throws Exception {
    for (Target.Side side : Target.Side.values()) {
      List<Packet> packets =
          targets.stream().filter(target -> target.from() == side).map(Target::packet).toList();
      boolean client = side == Target.Side.CLIENT;
      network.namespaces.in(
          client ? SmallNetwork.CLIENT : SmallNetwork.WORLD,
          () -> {
            RawLink.send(
                client ? SmallNetwork.CLIENT_TUNNEL : "eth0",
                client ? new byte[0] : nodeHardware,
                packets);
            return true;
          });
    }
  }

  private static String rule(String name, String match) {
    return "add rule inet arrivals prerouting %s counter comment \"%s\"\n".formatted(match, name);
  }

  private static void count(String world, String node) throws Exception {
    String table = "table inet arrivals {}\ndelete table inet arrivals\ntable inet arrivals {\n";
    String chain = "chain %1$s { type filter hook %1$s priority %2$s; }\n";
    nft(
        SmallNetwork.WORLD,
        table + String.format(Locale.ROOT, chain, "prerouting", "raw") + "}\n" + world);
    nft(
        SmallNetwork.NODE,
        table
            + String.format(Locale.ROOT, chain, "input", "300")
            + String.format(Locale.ROOT, chain, "postrouting", "300")
            + "}\n"
            + node);
  }

  private static void nft(String namespace, String script) throws Exception {
    network.namespaces.in(
        namespace,
        () -> Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Map<String, Long> counted() throws Exception {
    Map<String, Long> counted = new HashMap<>();
    for (String namespace : List.of(SmallNetwork.WORLD, SmallNetwork.NODE)) {
      String listing = network.run(namespace, "nft", "-j", "list", "table", "inet", "arrivals");
      for (JsonNode item : JsonMapper.shared().readTree(listing).get("nftables")) {
        JsonNode comment = item.at("/rule/comment");
        for (JsonNode part : item.at("/rule/expr")) {
          if (part.has("counter")) {
            counted.put(comment.asString(), part.at("/counter/packets").asLong());
          }
        }
      }
    }
    return counted;
  }
}
