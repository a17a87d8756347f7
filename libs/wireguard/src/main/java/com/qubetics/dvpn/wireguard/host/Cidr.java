package com.qubetics.dvpn.wireguard.host;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// An IPv4 network such as `10.77.0.0/16`. In a tunnel network the first address is the node's own.
public record Cidr(TunnelAddress base, int length) {

  public Cidr {
    if (length < 0 || length > 32 || (base.bits() & ~mask(length)) != 0) {
      throw malformed();
    }
  }

  /// Reads `ADDRESS/LENGTH`; host bits must be zero. A bare address is a /32.
  @JsonCreator
  public static Cidr parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2 || (parts.length == 2 && !parts[1].matches("[0-9]{1,2}"))) {
      throw malformed();
    }
    int length = parts.length == 1 ? 32 : Integer.parseInt(parts[1]);
    return new Cidr(TunnelAddress.parse(parts[0]), length);
  }

  /// The network of this length that an address lies in.
  public static Cidr around(TunnelAddress address, int length) {
    return new Cidr(new TunnelAddress(address.bits() & mask(length)), length);
  }

  /// The node's own address in its tunnel network.
  public TunnelAddress gateway() {
    return new TunnelAddress(base.bits() + 1);
  }

  /// The address before the broadcast address, which the node keeps for a peer of its own.
  public TunnelAddress last() {
    return new TunnelAddress((base.bits() | ~mask(length)) - 1);
  }

  public boolean contains(TunnelAddress address) {
    return (address.bits() & mask(length)) == base.bits();
  }

  /// Whether `address` can be a client's: in the network and neither its base, the gateway, the
  /// last nor the broadcast address.
  public boolean isClient(TunnelAddress address) {
    return contains(address)
        && !address.equals(base)
        && !address.equals(gateway())
        && !address.equals(last())
        && address.bits() != (base.bits() | ~mask(length));
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "network: malformed (expected: IPv4/LENGTH without host bits)");
  }

  @JsonValue
  @Override
  public String toString() {
    return base + "/" + length;
  }
}
