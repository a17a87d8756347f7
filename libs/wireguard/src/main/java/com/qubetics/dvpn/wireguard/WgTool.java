package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.ArrayList;
import java.util.List;

/// The peers through the program `wg`: works with every WireGuard, at the price of a process per
/// call.
final class WgTool implements PeerAccess {
  /// Peers per call, so that the argument list stays far below the kernel's limit.
  private static final int BATCH = 200;

  private final InterfaceName name;

  WgTool(InterfaceName name) {
    this.name = name;
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
      case PeerChange.Put put ->
          List.of("peer", key, "allowed-ips", String.join(",", put.networks()));
      case PeerChange.Remove remove -> List.of("peer", key, "remove");
    };
  }

  @Override
  public List<PeerState> peers() throws ToolException {
    return dump().peers();
  }

  WgDump dump() throws ToolException {
    String text = Tool.run(List.of("wg", "show", name.value(), "dump"));
    try {
      return WgDump.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ToolException("wg: dump unreadable", e);
    }
  }
}
