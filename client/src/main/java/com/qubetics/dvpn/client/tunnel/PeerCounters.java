package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.wireguard.PeerState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What this machine's WireGuard counted with the node, from this machine's point of view: its `tx`
/// is the node's `rx`.
///
/// @param rxBytes received from the node since the peer was added
/// @param txBytes sent to the node since the peer was added
/// @param lastHandshake null before the first
public record PeerCounters(long rxBytes, long txBytes, @Nullable Instant lastHandshake) {
  static final PeerCounters NONE = new PeerCounters(0, 0, null);

  static PeerCounters of(PeerState peer) {
    return new PeerCounters(peer.rxBytes(), peer.txBytes(), peer.lastHandshake());
  }

  /// Counts of an earlier interface, and those of this one with its handshake.
  PeerCounters plus(PeerCounters later) {
    return new PeerCounters(rxBytes + later.rxBytes, txBytes + later.txBytes, later.lastHandshake);
  }
}
