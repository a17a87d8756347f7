package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WireGuard interface of this host, made with `ip` and `wg`. The kernel's WireGuard where it is
/// there; else a wireguard-go process in a session of its own, which goes on when the agent dies
/// and is adopted by the next one.
public final class WgInterface implements WireGuard {
  /// What a line of 1500 bytes carries with WireGuard's, UDP's and IPv6's headers.
  public static final int MTU = 1420;

  private final InterfaceName name;
  private final TunnelSecret secret;
  private final int port;
  private final Cidr network;
  private final @Nullable Cidr6 network6;
  private final WgTool tool;
  private final WgPeers peers;

  /// Of a tunnel without IPv6.
  public WgInterface(InterfaceName name, TunnelSecret secret, int port, Cidr network) {
    this(name, secret, port, network, Optional.empty());
  }

  /// @param network6 where there is one, each peer gets the address in it that belongs to its own
  public WgInterface(
      InterfaceName name, TunnelSecret secret, int port, Cidr network, Optional<Cidr6> network6) {
    this.name = name;
    this.secret = secret;
    this.port = port;
    this.network = network;
    this.network6 = network6.orElse(null);
    this.tool = new WgTool(name);
    this.peers = new WgPeers(name);
  }

  @Override
  public void up() throws ToolException {
    if (WgLink.exists(name) && !answers()) {
      // The interface of a wireguard-go that hangs or lost its socket.
      WgLink.remove(name);
    }
    if (!WgLink.exists(name)) {
      WgLink.create(name, false);
    }
    configure();
    forwardPackets();
    WgDump held = tool.dump();
    if (!held.publicKey().equals(secret.publicKey()) || held.listenPort() != port) {
      throw new ToolException("wg: interface does not hold this node's key and port");
    }
  }

  private void configure() throws ToolException {
    byte[] key = secret.toBase64();
    try {
      Tool.run(
          List.of("wg", "set", name.value(), "private-key", "/dev/stdin", "listen-port", "" + port),
          key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
    String address = network.gateway() + "/" + network.length();
    Tool.run(List.of("ip", "address", "replace", address, "dev", name.value()));
    Tool.run(List.of("ip", "link", "set", "dev", name.value(), "mtu", "" + MTU, "up"));
    configureIpv6();
  }

  /// New interfaces have no IPv6 where the host's default says so; this one has what it is made
  /// for. Once it is up with its MTU: one below 1280 takes IPv6 away as a whole.
  private void configureIpv6() throws ToolException {
    if (network6 == null) {
      // Of a life before this one.
      Tool.succeeds(
          List.of("ip", "-6", "address", "flush", "dev", name.value(), "scope", "global"));
      return;
    }
    try {
      Path off = Path.of("/proc/sys/net/ipv6/conf", name.value(), "disable_ipv6");
      if (!Files.readString(off).strip().equals("0")) {
        Files.writeString(off, "0\n");
      }
    } catch (IOException e) {
      throw new ToolException("IPv6: off for this interface, and not to be switched on", e);
    }
    String address = network6.gateway() + "/128";
    Tool.run(List.of("ip", "-6", "address", "replace", address, "dev", name.value(), "nodad"));
    String peers = network6.of(network).toString();
    Tool.run(List.of("ip", "-6", "route", "replace", peers, "dev", name.value()));
  }

  private static void forwardPackets() throws ToolException {
    Path setting = Path.of("/proc/sys/net/ipv4/ip_forward");
    try {
      if (!Files.readString(setting).strip().equals("1")) {
        Files.writeString(setting, "1\n");
      }
    } catch (IOException e) {
      throw new ToolException("net.ipv4.ip_forward: not 1 and not writable", e);
    }
  }

  @Override
  public void apply(List<PeerChange> changes) throws ToolException {
    peers.apply(changes.stream().map(this::inBothFamilies).toList());
  }

  private PeerChange inBothFamilies(PeerChange change) {
    return change instanceof PeerChange.Put put ? put.in(network6) : change;
  }

  @Override
  public List<PeerState> peers() throws ToolException {
    return peers.peers().stream().map(peer -> peer.in(network6)).toList();
  }

  @Override
  public void down() throws ToolException {
    WgLink.remove(name);
  }

  private boolean answers() {
    return Tool.succeeds(List.of("wg", "show", name.value(), "listen-port"));
  }
}
