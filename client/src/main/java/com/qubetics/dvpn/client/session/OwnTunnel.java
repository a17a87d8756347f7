package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.session.AckBook.Seen;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.WgDump;
import com.qubetics.dvpn.wireguard.WgLink;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.Objects;

/// The interface of this machine that carries a session. It may outlive the process that made it,
/// and its name may have become another session's, so its key is asked for: each session has its
/// own.
///
/// @param key this device's public key for the session
/// @param node the node's
public record OwnTunnel(InterfaceName name, TunnelKey key, TunnelKey node) {
  public OwnTunnel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(node, "node");
  }

  /// What it has counted; nothing if it is gone or another's.
  Seen seen() {
    try {
      WgDump found = WgLink.look(name);
      return found.peers().stream()
          .filter(peer -> key.equals(found.publicKey()) && peer.key().equals(node))
          .map(peer -> new Seen(peer.txBytes(), peer.rxBytes()))
          .findFirst()
          .orElse(Seen.NOTHING);
    } catch (ToolException e) {
      return Seen.NOTHING;
    }
  }
}
