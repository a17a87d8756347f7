package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.List;

/// The node's WireGuard interface. Calls come from one thread at a time.
public interface WireGuard {

  /// Makes sure that the interface is there with this node's key, port and address. One that is
  /// there already keeps its peers.
  void up() throws ToolException;

  /// Applies the changes in order. All or an unknown part of them hold when it throws: ask
  /// [#peers].
  void apply(List<PeerChange> changes) throws ToolException;

  List<PeerState> peers() throws ToolException;

  /// Removes the interface and its peers; no error if there is none.
  void down() throws ToolException;
}
