package com.qubetics.dvpn.agent.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;

/// What WireGuard holds of one peer. The peer's outer address is no part of it (I11).
///
/// @param allowed the allowed addresses as WireGuard writes them, such as `10.77.0.2/32`
/// @param rxBytes received from the peer since it was added
/// @param txBytes sent to the peer since it was added
public record PeerState(TunnelKey key, String allowed, long rxBytes, long txBytes) {

  public boolean holds(TunnelAddress address) {
    return allowed.equals(address + "/32");
  }
}
