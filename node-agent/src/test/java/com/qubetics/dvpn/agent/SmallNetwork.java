package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.firewall.Ipv6Rules;
import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.firewall.OwnPorts;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgInterface;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A client, a node and the internet, each in a namespace of its own, with the real WireGuard and
/// the real firewall between them. The client sends everything through the tunnel, the node what it
/// forwards to the world, which answers for every address that lies beyond it.
public final class SmallNetwork implements AutoCloseable {
  public static final String CLIENT = "client";
  public static final String NODE = "node";
  public static final String WORLD = "world";

  /// The client's in the tunnel.
  public static final String CLIENT_ADDRESS = "10.77.0.2";

  /// The node's towards the internet, and what stands beyond it.
  public static final String EGRESS_ADDRESS = "198.51.100.1";

  public static final String GATEWAY = "198.51.100.80";
  public static final String INTERNET = "192.0.2.80";
  public static final Endpoint ENDPOINT = Endpoint.parse("203.0.113.1:51820");
  public static final Cidr TUNNEL_NETWORK = Cidr.parse("10.77.0.0/16");

  /// The same of IPv6.
  public static final Cidr6 TUNNEL_NETWORK_6 = Cidr6.parse("fd64:7670:6e00::/96");

  public static final String CLIENT_ADDRESS_6 = "fd64:7670:6e00::a4d:2";
  public static final String EGRESS_ADDRESS_6 = "2001:db8:5::1";
  public static final String GATEWAY_6 = "2001:db8:5::80";
  public static final String INTERNET_6 = "2001:db8:9::80";

  private static final String ID = Long.toString(ProcessHandle.current().pid() % 100_000, 36);
  public static final InterfaceName NODE_TUNNEL = new InterfaceName("wgn" + ID);
  public static final String CLIENT_TUNNEL = "wgc" + ID;

  public final Namespaces namespaces;
  public final WgInterface wireGuard;
  public final NftFirewall firewall;
  public final TunnelSecret nodeTunnel = TunnelSecret.random(new SecureRandom());
  public final TunnelSecret clientTunnel = TunnelSecret.random(new SecureRandom());

  private SmallNetwork(Namespaces namespaces, Duration lease) {
    this.namespaces = namespaces;
    this.firewall = new NftFirewall(rules(lease, Optional.empty(), PeerLimits.USUAL));
    this.wireGuard =
        new WgInterface(
            NODE_TUNNEL,
            nodeTunnel,
            ENDPOINT.port(),
            TUNNEL_NETWORK,
            Optional.of(TUNNEL_NETWORK_6));
  }

  /// @param folder where the client's key is written
  public static SmallNetwork up(Path folder, Duration lease) throws Exception {
    SmallNetwork network = new SmallNetwork(Namespaces.permitted(CLIENT, NODE, WORLD), lease);
    try {
      network.namespaces.join(CLIENT, "eth0", "203.0.113.2/24", NODE, "eth1", "203.0.113.1/24");
      network.namespaces.join(NODE, "eth0", EGRESS_ADDRESS + "/24", WORLD, "eth0", GATEWAY + "/24");
      network.run(NODE, "ip", "route", "add", "default", "via", GATEWAY);
      network.run(WORLD, "ip", "address", "add", INTERNET + "/32", "dev", "lo");
      network.joinIpv6();
      network.inNode(
          () -> {
            network.firewall.up(List.of());
            network.wireGuard.up();
            network.firewall.attach();
          });
      network.bringClientUp(folder);
      return network;
    } catch (Exception e) {
      network.close();
      throw e;
    }
  }

  private void joinIpv6() throws Exception {
    ip(NODE, "-6 address add " + EGRESS_ADDRESS_6 + "/64 dev eth0 nodad");
    ip(WORLD, "-6 address add " + GATEWAY_6 + "/64 dev eth0 nodad");
    ip(WORLD, "-6 address add " + INTERNET_6 + "/128 dev lo");
    ip(NODE, "-6 route add default via " + GATEWAY_6 + " dev eth0");
    run(NODE, "sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1");
  }

  private void ip(String namespace, String arguments) throws Exception {
    run(namespace, ("ip " + arguments).split(" "));
  }

  public static RulesetSettings rules(
      Duration lease, Optional<TunnelAddress> dns, PeerLimits limits) {
    return new RulesetSettings(
        NODE_TUNNEL,
        new InterfaceName("eth0"),
        TUNNEL_NETWORK,
        List.of(Cidr.parse("203.0.113.1")),
        List.of(Cidr.parse("198.51.100.0/24")),
        dns,
        List.of(),
        limits,
        lease,
        Optional.of(
            new Ipv6Rules(
                TUNNEL_NETWORK_6,
                List.of(Ipv6Address.parse("2001:db8:3::1")),
                List.of(Cidr6.parse("2001:db8:5::/64")))),
        new OwnPorts(ENDPOINT.port() + 1, OptionalInt.empty()));
  }

  public TunnelKey clientKey() {
    return clientTunnel.publicKey();
  }

  private void bringClientUp(Path folder) throws Exception {
    Path key = folder.resolve("client.key");
    byte[] secret = HexFormat.of().parseHex(clientTunnel.toHex().substring(2));
    Files.writeString(key, Base64.getEncoder().encodeToString(secret));
    try {
      run(CLIENT, "ip", "link", "add", "dev", CLIENT_TUNNEL, "type", "wireguard");
    } catch (ToolException kernelHasNone) {
      run(CLIENT, "setsid", "wireguard-go", CLIENT_TUNNEL);
    }
    List<String> peer = new ArrayList<>(List.of("wg", "set", CLIENT_TUNNEL));
    peer.addAll(List.of("private-key", key.toString(), "peer", nodeTunnel.publicKey().toBase64()));
    peer.addAll(List.of("endpoint", ENDPOINT.toString(), "allowed-ips", "0.0.0.0/0"));
    run(CLIENT, peer.toArray(String[]::new));
    run(CLIENT, "ip", "address", "add", CLIENT_ADDRESS + "/32", "dev", CLIENT_TUNNEL);
    run(CLIENT, "ip", "link", "set", "dev", CLIENT_TUNNEL, "mtu", "1420", "up");
    run(CLIENT, "ip", "route", "add", "default", "dev", CLIENT_TUNNEL);
  }

  /// Once the node has the client as a peer: an interface with IPv6 speaks at once, and a handshake
  /// that came too early is tried again after five seconds only.
  public void giveClientIpv6() throws Exception {
    String node = nodeTunnel.publicKey().toBase64();
    run(CLIENT, "wg", "set", CLIENT_TUNNEL, "peer", node, "allowed-ips", "0.0.0.0/0,::/0");
    ip(CLIENT, "-6 address add " + CLIENT_ADDRESS_6 + "/128 dev " + CLIENT_TUNNEL);
    ip(CLIENT, "-6 route add default dev " + CLIENT_TUNNEL);
  }

  /// How a listing of the table's sets has a session's address.
  public static String listed(String address) {
    return "0x" + Integer.toHexString(TunnelAddress.parse(address).bits());
  }

  /// An action with what it may throw.
  public interface Action {
    void run() throws Exception;
  }

  public void inNode(Action action) throws Exception {
    namespaces.in(
        NODE,
        () -> {
          action.run();
          return true;
        });
  }

  /// @return what the program wrote
  public String run(String namespace, String... command) throws Exception {
    return namespaces.in(namespace, () -> Tool.run(List.of(command)));
  }

  /// What the node holds, for a failure's message: rules with leases, peers, connections.
  public String nodeState() {
    StringBuilder state = new StringBuilder();
    for (String command : List.of("nft list ruleset", "wg show", "conntrack -L")) {
      state.append("# ").append(command).append('\n');
      try {
        state.append(run(NODE, command.split(" ")));
      } catch (Exception e) {
        state.append(e.getMessage()).append('\n');
      }
    }
    return state.toString();
  }

  @Override
  public void close() throws Exception {
    try {
      inNode(wireGuard::down);
      run(CLIENT, "ip", "link", "delete", "dev", CLIENT_TUNNEL);
    } catch (ToolException e) {
      System.err.println("the client's tunnel was not there: " + e.getMessage());
    } finally {
      namespaces.close();
    }
  }
}
