package com.qubetics.dvpn.agent.wireguard;

import java.util.List;

/// A way to the peers of a WireGuard interface that is up.
interface PeerAccess {

  /// See [WireGuard#apply].
  void apply(List<PeerChange> changes) throws ToolException;

  List<PeerState> peers() throws ToolException;
}
