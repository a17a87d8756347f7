package com.qubetics.dvpn.agent.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import org.jspecify.annotations.Nullable;

/// What WireGuard holds of one peer. The peer's outer address is no part of it (I11).
///
/// @param address the one address that the peer may use; null if it has none, several or a network
/// @param rxBytes received from the peer since it was added
/// @param txBytes sent to the peer since it was added
public record PeerState(
    TunnelKey key, @Nullable TunnelAddress address, long rxBytes, long txBytes) {

  public boolean holds(TunnelAddress wished) {
    return wished.equals(address);
  }
}
