package com.qubetics.dvpn.agent.wireguard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A WireGuard interface of this host through `ip` and `wg`. The kernel's WireGuard where it is
/// there; else a wireguard-go process in a session of its own, which goes on when the agent dies
/// and is adopted by the next one.
public final class WgInterface implements WireGuard {
  /// Peers per call of `wg`, so that its argument list stays far below the kernel's limit.
  private static final int BATCH = 200;

  private static final int MTU = 1420;

  private final InterfaceName name;
  private final TunnelSecret secret;
  private final int port;
  private final Cidr network;

  public WgInterface(InterfaceName name, TunnelSecret secret, int port, Cidr network) {
    this.name = name;
    this.secret = secret;
    this.port = port;
    this.network = network;
  }

  @Override
  public void up() throws ToolException {
    if (exists() && !answers()) {
      // The interface of a wireguard-go that hangs or lost its socket.
      Tool.run(List.of("ip", "link", "delete", "dev", name.value()));
    }
    if (!exists()) {
      create();
    }
    configure();
    forwardPackets();
    WgDump held = dump();
    if (!held.publicKey().equals(secret.publicKey()) || held.listenPort() != port) {
      throw new ToolException("wg: interface does not hold this node's key and port");
    }
  }

  private void create() throws ToolException {
    try {
      Tool.run(List.of("ip", "link", "add", "dev", name.value(), "type", "wireguard"));
    } catch (ToolException kernelHasNone) {
      Tool.daemon(List.of("setsid", "wireguard-go", name.value()));
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
    for (int from = 0; from < changes.size(); from += BATCH) {
      List<String> command = new ArrayList<>(List.of("wg", "set", name.value()));
      for (PeerChange change : changes.subList(from, Math.min(from + BATCH, changes.size()))) {
        command.addAll(arguments(change));
      }
      Tool.run(command);
    }
  }

  private static List<String> arguments(PeerChange change) {
    String key = change.key().toBase64();
    return switch (change) {
      case PeerChange.Put put -> List.of("peer", key, "allowed-ips", put.address() + "/32");
      case PeerChange.Remove remove -> List.of("peer", key, "remove");
    };
  }

  @Override
  public List<PeerState> peers() throws ToolException {
    return dump().peers();
  }

  @Override
  public void down() throws ToolException {
    if (exists()) {
      Tool.run(List.of("ip", "link", "delete", "dev", name.value()));
    }
  }

  private WgDump dump() throws ToolException {
    String text = Tool.run(List.of("wg", "show", name.value(), "dump"));
    try {
      return WgDump.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ToolException("wg: dump unreadable", e);
    }
  }

  private boolean exists() {
    return succeeds(List.of("ip", "link", "show", "dev", name.value()));
  }

  private static boolean succeeds(List<String> command) {
    try {
      Tool.run(command);
      return true;
    } catch (ToolException e) {
      return false;
    }
  }

  private boolean answers() {
    return succeeds(List.of("wg", "show", name.value(), "listen-port"));
  }
}
