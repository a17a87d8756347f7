package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;

/// One change of the interface's peers.
public sealed interface PeerChange {
  TunnelKey key();

  /// The peer may send from this address alone and gets what is sent to it.
  record Put(TunnelKey key, TunnelAddress address) implements PeerChange {}

  record Remove(TunnelKey key) implements PeerChange {}
}
