package com.qubetics.dvpn.agent.firewall;

import static com.qubetics.dvpn.agent.firewall.Packet.icmp;
import static com.qubetics.dvpn.agent.firewall.Packet.of;
import static com.qubetics.dvpn.agent.firewall.Packet.tcp;
import static com.qubetics.dvpn.agent.firewall.Packet.udp;

import com.qubetics.dvpn.agent.SmallNetwork;
import java.util.ArrayList;
import java.util.List;

/// A row of the firewall's table: a packet, where it comes from, where it would arrive without the
/// agent's rules, and whether it still does with them.
record Target(String name, Side from, Place at, Packet packet, boolean passes) {

  enum Side {
    CLIENT,
    WORLD
  }

  /// Where an arrival is counted.
  enum Place {
    /// Beyond the egress interface.
    WORLD,
    /// At the node itself.
    NODE,
    /// On its way out to another interface of the node.
    LAN,
    /// On its way out to a peer.
    TUNNEL
  }

  private static final String ME = "10.77.0.2";
  private static final String ME6 = SmallNetwork.CLIENT_ADDRESS_6;
  private static final String NODE6 = "fd64:7670:6e00::1";
  private static final String FAR6 = "2001:db8:9::80";
  private static final int ECHO = 8;
  private static final int ECHO6 = 128;

  @Override
  public String toString() {
    return name;
  }

  static List<Target> all() {
    List<Target> all = new ArrayList<>();
    internet(all);
    special(all);
    protocols(all);
    node(all);
    neighbours(all);
    forged(all);
    six(all);
    fromOutside(all);
    return all;
  }

  private static void internet(List<Target> all) {
    passes(all, "web", tcp(ME, "192.0.2.80", 443));
    passes(all, "QUIC", udp(ME, "192.0.2.80", 443));
    passes(all, "ping", icmp(ME, "192.0.2.80", ECHO));
    passes(all, "mail submission", tcp(ME, "192.0.2.80", 587));
    passes(all, "any resolver where none is configured", udp(ME, "192.0.2.80", 53));
    passes(all, "large answer in fragments", udp(ME, "192.0.2.81", 5000, 1000).cutAt(512));
    refused(all, "mail relay", tcp(ME, "192.0.2.80", 25));
    refused(
        all, "mail relay, port in the first of two fragments", tcp(ME, "192.0.2.82", 25).cutAt(8));
    refused(
        all, "a fragment whose first part never came", udp(ME, "192.0.2.83", 5000, 64).cutAt(-32));
    refused(all, "segment without flags", tcp(ME, "192.0.2.80", 81, 0));
    refused(all, "segment with SYN and FIN", tcp(ME, "192.0.2.80", 82, 0x03));
  }

  private static void special(List<Target> all) {
    refused(all, "this network", tcp(ME, "0.1.2.3", 80));
    refused(all, "private 10/8, TCP", tcp(ME, "10.1.2.3", 80));
    refused(all, "private 10/8, UDP", udp(ME, "10.1.2.3", 161));
    refused(all, "private 10/8, ping", icmp(ME, "10.1.2.3", ECHO));
    refused(all, "private 10/8, fragments", udp(ME, "10.1.2.4", 161, 64).cutAt(32));
    refused(all, "private 172.16/12, first", tcp(ME, "172.16.0.1", 22));
    refused(all, "private 172.16/12, last", tcp(ME, "172.31.255.254", 22));
    refused(all, "private 192.168/16, TCP", tcp(ME, "192.168.1.1", 80));
    refused(all, "private 192.168/16, UDP", udp(ME, "192.168.1.1", 1900));
    refused(all, "private 192.168/16, ping", icmp(ME, "192.168.1.1", ECHO));
    refused(all, "carrier-grade, first", tcp(ME, "100.64.0.1", 80));
    refused(all, "carrier-grade, last", udp(ME, "100.127.255.254", 53));
    refused(all, "metadata of Alibaba", tcp(ME, "100.100.100.200", 80));
    refused(all, "metadata of Amazon, Google, Hetzner", tcp(ME, "169.254.169.254", 80));
    refused(all, "metadata of Amazon's containers", tcp(ME, "169.254.170.2", 80));
    refused(all, "metadata by UDP", udp(ME, "169.254.169.253", 53));
    refused(all, "metadata of Oracle", tcp(ME, "192.0.0.192", 80));
    refused(all, "metadata of Azure", tcp(ME, "168.63.129.16", 80));
    refused(all, "link-local", udp(ME, "169.254.1.1", 5353));
    refused(all, "6to4 relay", udp(ME, "192.88.99.1", 53));
    refused(all, "benchmarks, first", tcp(ME, "198.18.0.1", 80));
    refused(all, "benchmarks, last", tcp(ME, "198.19.255.254", 80));
    refused(all, "reserved", tcp(ME, "240.0.0.1", 80));
  }

  private static void protocols(List<Target> all) {
    String far = "192.0.2.80";
    int[][] numbers = {
      {2, 8}, {4, 20}, {33, 16}, {41, 40}, {47, 8}, {50, 16}, {51, 24}, {89, 24}, {103, 8},
      {112, 8}, {132, 12}, {136, 8}, {253, 8}
    };
    String[] names = {
      "IGMP",
      "IP in IP",
      "DCCP",
      "IPv6 in IP",
      "GRE",
      "ESP",
      "AH",
      "OSPF",
      "PIM",
      "VRRP",
      "SCTP",
      "UDP-Lite",
      "protocol 253"
    };
    for (int i = 0; i < names.length; i++) {
      refused(all, names[i], of(ME, far, numbers[i][0], new byte[numbers[i][1]]));
    }
    refused(all, "ICMP timestamp", icmp(ME, far, 13));
    refused(all, "ICMP redirect", icmp(ME, far, 5));
    refused(all, "ICMP address mask", icmp(ME, far, 17));
    refused(all, "ICMP answer that nobody asked for", icmp(ME, far, 0));
  }

  private static void node(List<Target> all) {
    add(all, "the node's tunnel address, ping", Place.NODE, icmp(ME, "10.77.0.1", ECHO), true);
    add(all, "the node's tunnel address, SSH", Place.NODE, tcp(ME, "10.77.0.1", 22), false);
    add(all, "the node's tunnel address, DNS", Place.NODE, udp(ME, "10.77.0.1", 53), false);
    add(all, "the node's tunnel address, timestamp", Place.NODE, icmp(ME, "10.77.0.1", 13), false);
    add(all, "the node's WireGuard from inside", Place.NODE, udp(ME, "203.0.113.1", 51820), false);
    add(all, "the node's probe port from inside", Place.NODE, udp(ME, "203.0.113.1", 51821), false);
    add(all, "the node's public address, SSH", Place.NODE, tcp(ME, "203.0.113.1", 22), false);
    add(all, "the node's public address, ping", Place.NODE, icmp(ME, "203.0.113.1", ECHO), false);
    add(all, "the node's egress address, SSH", Place.NODE, tcp(ME, "198.51.100.1", 22), false);
    add(all, "the node's egress address, UDP", Place.NODE, udp(ME, "198.51.100.1", 161), false);
    add(all, "the node's private address", Place.NODE, tcp(ME, "192.168.50.1", 22), false);
    add(all, "the node's loopback", Place.NODE, tcp(ME, "127.0.0.1", 5432), false);
    add(all, "broadcast", Place.NODE, udp(ME, "255.255.255.255", 67), false);
    add(all, "all hosts", Place.NODE, udp(ME, "224.0.0.1", 5353), false);
    add(all, "SCTP to the node", Place.NODE, of(ME, "10.77.0.1", 132, new byte[12]), false);
  }

  private static void neighbours(List<Target> all) {
    add(all, "another peer, TCP", Place.TUNNEL, tcp(ME, "10.77.0.3", 445), false);
    add(all, "another peer, UDP", Place.TUNNEL, udp(ME, "10.77.0.3", 5353), false);
    add(all, "another peer, ping", Place.TUNNEL, icmp(ME, "10.77.0.3", ECHO), false);
    add(all, "another peer, GRE", Place.TUNNEL, of(ME, "10.77.0.3", 47, new byte[8]), false);
    add(all, "the node's LAN, TCP", Place.LAN, tcp(ME, "192.168.50.9", 22), false);
    add(all, "the node's LAN, UDP", Place.LAN, udp(ME, "192.168.50.9", 161), false);
    add(all, "the node's LAN, ping", Place.LAN, icmp(ME, "192.168.50.9", ECHO), false);
    add(all, "public network at another interface", Place.LAN, tcp(ME, "192.0.2.130", 443), false);
    refused(all, "neighbour on the egress network, TCP", tcp(ME, "198.51.100.80", 22));
    refused(all, "neighbour on the egress network, UDP", udp(ME, "198.51.100.80", 161));
  }

  private static void forged(List<Target> all) {
    refused(all, "source of a peer that is not there", tcp("10.77.0.66", "192.0.2.80", 1001));
    refused(all, "source out of the internet", udp("192.0.2.99", "192.0.2.80", 1002));
    refused(all, "source of the node", udp("198.51.100.1", "192.0.2.80", 1003));
    add(all, "forged source to the node", Place.NODE, icmp("10.77.0.66", "10.77.0.1", ECHO), false);
  }

  private static void six(List<Target> all) {
    passes(all, "IPv6 web", tcp(ME6, FAR6, 443));
    passes(all, "IPv6 QUIC", udp(ME6, FAR6, 443));
    passes(all, "IPv6 ping", icmp(ME6, FAR6, ECHO6));
    passes(all, "IPv6 mail submission", tcp(ME6, FAR6, 587));
    passes(all, "IPv6 any resolver where none is configured", udp(ME6, FAR6, 53));
    passes(all, "IPv6 fragments", udp(ME6, "2001:db8:9::81", 5000, 1000).cutAt(512));
    passes(all, "IPv6 as it was first given out", tcp(ME6, "2a00:1450::1", 443));
    passes(all, "IPv6 last of what is given out", tcp(ME6, "3ffe::1", 443));
    refused(all, "IPv6 mail relay", tcp(ME6, FAR6, 25));
    refused(
        all,
        "IPv6 mail relay, port in the first fragment",
        tcp(ME6, "2001:db8:9::82", 25).cutAt(8));
    refused(
        all, "IPv6 fragment without its first", udp(ME6, "2001:db8:9::83", 5000, 64).cutAt(-32));
    refused(all, "IPv6 segment without flags", tcp(ME6, FAR6, 81, 0));
    sixSpecial(all);
    sixProtocols(all);
    sixNode(all);
    sixForged(all);
  }

  private static void sixSpecial(List<Target> all) {
    refused(all, "IPv6 metadata of Amazon", tcp(ME6, "fd00:ec2::254", 80));
    refused(all, "IPv6 unique local, first", tcp(ME6, "fc00::1", 80));
    refused(all, "IPv6 unique local", udp(ME6, "fd12:3456::1", 161));
    refused(all, "IPv6 unique local, ping", icmp(ME6, "fd12:3456::1", ECHO6));
    refused(all, "IPv6 unique local, fragments", udp(ME6, "fd12:3456::2", 161, 64).cutAt(32));
    refused(all, "IPv6 site-local", tcp(ME6, "fec0::1", 80));
    refused(all, "IPv6 to private IPv4 by NAT64", tcp(ME6, "64:ff9b::a01:203", 80));
    refused(all, "IPv6 to public IPv4 by NAT64", tcp(ME6, "64:ff9b::c000:250", 80));
    refused(all, "IPv6 to IPv4 by a local NAT64", tcp(ME6, "64:ff9b:1::a01:203", 80));
    refused(all, "IPv6 6to4 of private IPv4", tcp(ME6, "2002:a01:203::1", 80));
    refused(all, "IPv6 6to4, last", udp(ME6, "2002:ffff::1", 53));
    refused(all, "IPv6 Teredo", tcp(ME6, "2001:0:4136:e378::1", 80));
    refused(all, "IPv6 benchmarks", tcp(ME6, "2001:2::1", 80));
    refused(all, "IPv6 identifiers", tcp(ME6, "2001:20::1", 80));
    refused(all, "IPv6 protocol assignments, last", tcp(ME6, "2001:1ff::1", 80));
    refused(all, "IPv6 discarded", tcp(ME6, "100::1", 80));
    refused(all, "IPv6 segment identifiers", tcp(ME6, "5f00::1", 80));
    refused(all, "IPv6 below what is given out", tcp(ME6, "1fff::1", 80));
    refused(all, "IPv6 above what is given out", tcp(ME6, "4000::1", 80));
    refused(all, "IPv6 reserved", tcp(ME6, "e000::1", 80));
  }

  private static void sixProtocols(List<Target> all) {
    int[][] numbers = {{4, 20}, {41, 40}, {47, 8}, {50, 16}, {89, 24}, {132, 12}, {253, 8}};
    String[] names = {"IPv4 in it", "IPv6 in it", "GRE", "ESP", "OSPF", "SCTP", "protocol 253"};
    for (int i = 0; i < names.length; i++) {
      refused(all, "IPv6 " + names[i], of(ME6, FAR6, numbers[i][0], new byte[numbers[i][1]]));
    }
    refused(
        all,
        "IPv6 routing header before UDP",
        of(ME6, "2001:db8:9::84", Packet.ROUTING, behindRoutingHeader(udp(ME6, FAR6, 443))));
    refused(all, "IPv6 answer that nobody asked for", icmp(ME6, FAR6, 129));
    refused(all, "IPv6 too big, of nothing", icmp(ME6, FAR6, 2));
    refused(all, "IPv6 listener report", icmp(ME6, FAR6, 143));
    refused(all, "IPv6 router advertisement", icmp(ME6, FAR6, 134));
    refused(all, "IPv6 neighbour advertisement", icmp(ME6, FAR6, 136));
    refused(all, "IPv6 redirect", icmp(ME6, FAR6, 137));
    refused(all, "IPv6 node information", icmp(ME6, FAR6, 139));
  }

  private static byte[] behindRoutingHeader(Packet inner) {
    byte[] payload = inner.payload();
    byte[] whole = new byte[8 + payload.length];
    whole[0] = Packet.UDP;
    // Of no length beyond these 8 bytes, of an experimental type, with no segment left.
    whole[2] = (byte) 253;
    System.arraycopy(payload, 0, whole, 8, payload.length);
    return whole;
  }

  private static void sixNode(List<Target> all) {
    add(all, "IPv6 ping to the node", Place.NODE, icmp(ME6, NODE6, ECHO6), true);
    add(all, "IPv6 tunnel address of the node", Place.NODE, tcp(ME6, NODE6, 22), false);
    add(all, "IPv6 DNS of the node", Place.NODE, udp(ME6, NODE6, 53), false);
    add(all, "IPv6 public address of the node", Place.NODE, tcp(ME6, "2001:db8:5::1", 22), false);
    add(all, "IPv6 public address, ping", Place.NODE, icmp(ME6, "2001:db8:5::1", ECHO6), false);
    add(all, "IPv6 private address of the node", Place.NODE, tcp(ME6, "fd99::1", 22), false);
    add(all, "IPv6 link-local address of the node", Place.NODE, tcp(ME6, "fe80::77", 22), false);
    add(all, "IPv6 all nodes", Place.NODE, icmp(ME6, "ff02::1", ECHO6), false);
    add(all, "IPv6 to another peer", Place.TUNNEL, tcp(ME6, "fd64:7670:6e00::a4d:3", 445), false);
    add(all, "IPv6 LAN of the node", Place.LAN, tcp(ME6, "fd99::9", 22), false);
    add(all, "IPv6 public network elsewhere", Place.LAN, tcp(ME6, "2001:db8:6::9", 443), false);
    refused(all, "IPv6 neighbour on the egress network", tcp(ME6, "2001:db8:5::80", 22));
    refused(all, "IPv6 address of the node in front of a NAT", tcp(ME6, "2001:db8:3::1", 22));
  }

  private static void sixForged(List<Target> all) {
    String absent = "fd64:7670:6e00::a4d:42";
    refused(all, "IPv6 source of a peer that is not there", udp(absent, FAR6, 1005));
    refused(all, "IPv6 source out of the internet", udp("2001:db8:7::7", FAR6, 1004));
    refused(all, "IPv6 source of the node", udp("2001:db8:5::1", FAR6, 1006));
    refused(
        all,
        "IPv6 source of another network with the peer's 32 bits",
        udp("fd64:7670:6e01::a4d:2", FAR6, 1007));
    add(all, "IPv6 forged source to the node", Place.NODE, icmp(absent, NODE6, ECHO6), false);
  }

  private static void fromOutside(List<Target> all) {
    outside(all, "from outside to a peer, TCP", Place.TUNNEL, tcp("192.0.2.80", ME, 3389));
    outside(all, "from outside to a peer, UDP", Place.TUNNEL, udp("192.0.2.80", ME, 3389));
    outside(all, "from outside to a peer, ping", Place.TUNNEL, icmp("192.0.2.80", ME, ECHO));
    outside(all, "from outside as a peer, to the node", Place.NODE, tcp(ME, "198.51.100.1", 2222));
    outside(all, "from outside as the node, to a peer", Place.TUNNEL, udp("10.77.0.1", ME, 4444));
    outside(all, "IPv6 from outside to a peer, TCP", Place.TUNNEL, tcp(FAR6, ME6, 3389));
    outside(all, "IPv6 from outside to a peer, ping", Place.TUNNEL, icmp(FAR6, ME6, ECHO6));
    outside(all, "IPv6 from outside as a peer", Place.NODE, tcp(ME6, "2001:db8:5::1", 2222));
    outside(all, "IPv6 from outside as the node", Place.TUNNEL, udp(NODE6, ME6, 4444));
  }

  private static void passes(List<Target> all, String name, Packet packet) {
    add(all, name, Place.WORLD, packet, true);
  }

  private static void refused(List<Target> all, String name, Packet packet) {
    add(all, name, Place.WORLD, packet, false);
  }

  private static void add(List<Target> all, String name, Place at, Packet packet, boolean passes) {
    all.add(new Target(name, Side.CLIENT, at, packet, passes));
  }

  private static void outside(List<Target> all, String name, Place at, Packet packet) {
    all.add(new Target(name, Side.WORLD, at, packet, false));
  }

  /// The part of an nftables rule that knows this packet.
  String match() {
    boolean six = packet.isSix();
    String address = packet.target().getHostAddress();
    String target = (six ? "ip6 daddr " : "ip daddr ") + address;
    if (packet.cut() != 0 || packet.protocol() == Packet.ROUTING) {
      return target;
    }
    target += " meta l4proto " + packet.protocol();
    byte[] head = packet.payload();
    return switch (packet.protocol()) {
      case Packet.TCP, Packet.UDP ->
          target + " th dport " + ((head[2] & 0xff) << 8 | head[3] & 0xff);
      case Packet.ICMP -> target + " icmp type " + (head[0] & 0xff);
      case Packet.ICMP6 -> target + " icmpv6 type " + (head[0] & 0xff);
      default -> target;
    };
  }
}
