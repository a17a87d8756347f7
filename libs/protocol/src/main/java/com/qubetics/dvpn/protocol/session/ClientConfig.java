package com.qubetics.dvpn.protocol.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Ipv6Address;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a client needs besides keys to bring its tunnel up.
///
/// @param address the client's tunnel address, an IPv4 literal; used as /32
/// @param address6 the same of IPv6, as RFC 5952 writes it; used as /128. Empty string: the node
///   carries no IPv6, or does not know of it. The node's own one has the same first 96 bits, and 1
///   in the last 32
/// @param dns the resolver inside the tunnel, an IP literal; empty string: none, the client keeps
///   its own
/// @param mtu bytes, 1280 to 1420
/// @param endpoint where the node's WireGuard listens
public record ClientConfig(
    String address,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String address6,
    String dns,
    int mtu,
    Endpoint endpoint) {
  public ClientConfig {
    address6 = orNone(address6);
    if (!address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      throw new IllegalArgumentException("address: malformed (expected: an IPv4 literal)");
    }
    if (!address6.isEmpty() && !isIpv6(address6)) {
      throw new IllegalArgumentException(
          "address6: malformed (expected: an IPv6 literal or nothing)");
    }
    if (!dns.matches("[0-9a-fA-F:.]{0,45}")) {
      throw new IllegalArgumentException("dns: malformed (expected: an IP literal or nothing)");
    }
    if (mtu < 1280 || mtu > 1420) {
      throw new IllegalArgumentException("mtu: %s (expected: 1280 to 1420)".formatted(mtu));
    }
  }

  /// Of a node that carries no IPv6.
  public ClientConfig(String address, String dns, int mtu, Endpoint endpoint) {
    this(address, "", dns, mtu, endpoint);
  }

  /// Keccak-256 of the lines `address=…`, `dns=…`, `mtu=…`, `endpoint=…`, and where there is one
  /// `address6=…`, each ended by LF.
  public Bytes32 hash() {
    String text =
        "address=" + address + "\ndns=" + dns + "\nmtu=" + mtu + "\nendpoint=" + endpoint + "\n";
    if (!address6.isEmpty()) {
      text += "address6=" + address6 + "\n";
    }
    return Keccak.hash(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Those who know no IPv6 send none.
  private static String orNone(@Nullable String address6) {
    return address6 == null ? "" : address6;
  }

  private static boolean isIpv6(String text) {
    try {
      return Ipv6Address.parse(text).toString().equals(text);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
