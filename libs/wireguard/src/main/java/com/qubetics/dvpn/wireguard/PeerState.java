package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What WireGuard holds of one peer. The peer's outer address is no part of it (I11).
///
/// @param address the one address that the peer may use; null if it has none, several or a network
/// @param rxBytes received from the peer since it was added
/// @param txBytes sent to the peer since it was added
/// @param lastHandshake null before the first
public record PeerState(
    TunnelKey key,
    @Nullable TunnelAddress address,
    long rxBytes,
    long txBytes,
    @Nullable Instant lastHandshake) {
  /// Of the year 9999.
  private static final long LAST_SECOND = 253_402_300_799L;

  /// The time of a handshake as WireGuard tells it: since 1970, zero for none.
  static @Nullable Instant handshake(long seconds, long nanos) {
    if (seconds > LAST_SECOND) {
      throw new IllegalArgumentException("handshake: malformed (expected: seconds since 1970)");
    }
    return seconds == 0 && nanos == 0 ? null : Instant.ofEpochSecond(seconds, nanos);
  }

  public boolean holds(TunnelAddress wished) {
    return wished.equals(address);
  }
}
