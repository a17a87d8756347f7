package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import java.nio.charset.StandardCharsets;

/// What a client needs besides keys to bring its tunnel up.
///
/// @param address the client's tunnel address, an IPv4 literal; used as /32
/// @param dns the resolver inside the tunnel, an IP literal; empty string: none, the client keeps
///   its own
/// @param mtu bytes, 1280 to 1420
/// @param endpoint where the node's WireGuard listens
public record ClientConfig(String address, String dns, int mtu, Endpoint endpoint) {
  public ClientConfig {
    if (!address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      throw new IllegalArgumentException("address: malformed (expected: an IPv4 literal)");
    }
    if (!dns.matches("[0-9a-fA-F:.]{0,45}")) {
      throw new IllegalArgumentException("dns: malformed (expected: an IP literal or nothing)");
    }
    if (mtu < 1280 || mtu > 1420) {
      throw new IllegalArgumentException("mtu: %s (expected: 1280 to 1420)".formatted(mtu));
    }
  }

  /// Keccak-256 of the four lines `address=…`, `dns=…`, `mtu=…`, `endpoint=…`, each ended by LF.
  public Bytes32 hash() {
    String text =
        "address=" + address + "\ndns=" + dns + "\nmtu=" + mtu + "\nendpoint=" + endpoint + "\n";
    return Keccak.hash(text.getBytes(StandardCharsets.US_ASCII));
  }
}
