package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.List;

/// A way to the peers of a WireGuard interface that is up.
interface PeerAccess {

  /// See [WireGuard#apply].
  void apply(List<PeerChange> changes) throws ToolException;

  List<PeerState> peers() throws ToolException;
}
