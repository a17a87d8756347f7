package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change of the interface's peers.
public sealed interface PeerChange {
  TunnelKey key();

  /// The peer may send from this address alone, and where there is a network of IPv6 from the one
  /// in it that belongs to it, and gets what is sent to them.
  record Put(TunnelKey key, TunnelAddress address, @Nullable Cidr6 network6) implements PeerChange {
    /// Of an interface without IPv6, or before it is known.
    public Put(TunnelKey key, TunnelAddress address) {
      this(key, address, null);
    }

    Put in(@Nullable Cidr6 wished) {
      return new Put(key, address, wished);
    }

    /// As WireGuard takes them.
    List<String> networks() {
      return network6 == null
          ? List.of(address + "/32")
          : List.of(address + "/32", network6.of(address) + "/128");
    }
  }

  record Remove(TunnelKey key) implements PeerChange {}
}
