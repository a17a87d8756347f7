package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What WireGuard holds of one peer. The peer's outer address is no part of it (I11).
///
/// @param address the one IPv4 address that the peer may use; null if it has none, several or a
///   network, or beside it another IPv6 address than the one that belongs to it
/// @param network6 the tunnel network of the IPv6 address that it may use as well; null: none
/// @param rxBytes received from the peer since it was added
/// @param txBytes sent to the peer since it was added
/// @param lastHandshake null before the first
public record PeerState(
    TunnelKey key,
    @Nullable TunnelAddress address,
    @Nullable Cidr6 network6,
    long rxBytes,
    long txBytes,
    @Nullable Instant lastHandshake) {
  /// Of the year 9999.
  private static final long LAST_SECOND = 253_402_300_799L;

  /// Of a peer without IPv6.
  public PeerState(
      TunnelKey key,
      @Nullable TunnelAddress address,
      long rxBytes,
      long txBytes,
      @Nullable Instant lastHandshake) {
    this(key, address, null, rxBytes, txBytes, lastHandshake);
  }

  /// The time of a handshake as WireGuard tells it: since 1970, zero for none.
  static @Nullable Instant handshake(long seconds, long nanos) {
    if (seconds > LAST_SECOND) {
      throw new IllegalArgumentException("handshake: malformed (expected: seconds since 1970)");
    }
    return seconds == 0 && nanos == 0 ? null : Instant.ofEpochSecond(seconds, nanos);
  }

  /// The same peer, if this is where its IPv6 address should be; else one without its address.
  PeerState in(@Nullable Cidr6 wished) {
    return Objects.equals(wished, network6)
        ? this
        : new PeerState(key, null, network6, rxBytes, txBytes, lastHandshake);
  }

  public boolean holds(TunnelAddress wished) {
    return wished.equals(address);
  }
}
