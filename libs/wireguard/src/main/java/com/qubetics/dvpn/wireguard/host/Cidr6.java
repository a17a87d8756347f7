package com.qubetics.dvpn.wireguard.host;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.Ipv6Address;

/// An IPv6 network such as `fd64:7670:6e00::/96`.
///
/// A tunnel network of IPv6 is a /96: a session's address is its network's 96 bits and then the 32
/// of the session's IPv4 address, so that who knows one knows the other. The node's own has 1
/// there, which is no session's.
public record Cidr6(Ipv6Address base, int length) {
  private static final int TUNNEL_LENGTH = 96;
  private static final long UNIQUE_LOCAL = 0xfcL << 56;

  public Cidr6 {
    if (length < 0 || length > 128 || !masked(base, length).equals(base)) {
      throw malformed();
    }
  }

  /// Reads `ADDRESS/LENGTH`; host bits must be zero. A bare address is a /128.
  @JsonCreator
  public static Cidr6 parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2 || (parts.length == 2 && !parts[1].matches("[0-9]{1,3}"))) {
      throw malformed();
    }
    int length = parts.length == 1 ? 128 : Integer.parseInt(parts[1]);
    return new Cidr6(Ipv6Address.parse(parts[0]), length);
  }

  /// The network of this length that an address lies in.
  public static Cidr6 around(Ipv6Address address, int length) {
    return new Cidr6(masked(address, length), length);
  }

  /// The tunnel network that an address of a session lies in.
  public static Cidr6 tunnelOf(Ipv6Address address) {
    return around(address, TUNNEL_LENGTH);
  }

  public boolean isTunnel() {
    return length == TUNNEL_LENGTH;
  }

  /// Whether it is of fc00::/7, which is routed nowhere: what leaves it needs NAT.
  public boolean isUniqueLocal() {
    return length >= 7 && masked(base, 7).high() == UNIQUE_LOCAL;
  }

  /// The node's own address in its tunnel network.
  public Ipv6Address gateway() {
    return new Ipv6Address(base.high(), base.low() | 1);
  }

  /// In a tunnel network, what belongs to the session with this IPv4 address.
  public Ipv6Address of(TunnelAddress address) {
    return new Ipv6Address(base.high(), base.low() | Integer.toUnsignedLong(address.bits()));
  }

  /// In a tunnel network, the part that belongs to an IPv4 tunnel network: nodes of one host may
  /// have the one, not the other.
  public Cidr6 of(Cidr network) {
    return new Cidr6(of(network.base()), length + network.length());
  }

  public boolean contains(Ipv6Address address) {
    return masked(address, length).equals(base);
  }

  private static Ipv6Address masked(Ipv6Address address, int length) {
    return new Ipv6Address(
        address.high() & mask(Math.min(length, 64)),
        address.low() & mask(Math.max(length - 64, 0)));
  }

  private static long mask(int length) {
    return length == 0 ? 0 : -1L << (64 - length);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "network: malformed (expected: IPv6/LENGTH without host bits)");
  }

  @JsonValue
  @Override
  public String toString() {
    return base + "/" + length;
  }
}
