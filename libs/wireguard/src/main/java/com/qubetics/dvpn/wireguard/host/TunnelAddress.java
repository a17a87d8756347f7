package com.qubetics.dvpn.wireguard.host;

import org.jspecify.annotations.Nullable;

/// An IPv4 address, big endian in 32 bits; in a tunnel network it belongs to one session at a time.
public record TunnelAddress(int bits) implements Comparable<TunnelAddress> {

  /// Reads four decimal numbers without leading zeros; never resolves a name.
  public static TunnelAddress parse(String text) {
    int bits = 0;
    int part = -1;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && part >= 0 && dots < 3) {
        bits = bits << 8 | part;
        part = -1;
        dots++;
      } else if (c >= '0' && c <= '9' && part != 0) {
        part = Math.max(part, 0) * 10 + c - '0';
        if (part > 255) {
          throw malformed();
        }
      } else {
        throw malformed();
      }
    }
    if (dots != 3 || part < 0) {
      throw malformed();
    }
    return new TunnelAddress(bits << 8 | part);
  }

  /// Reads `ADDRESS/32`; null for any other network, such as one of IPv6.
  public static @Nullable TunnelAddress ofHost(String network) {
    if (!network.endsWith("/32") || network.indexOf(':') >= 0) {
      return null;
    }
    return parse(network.substring(0, network.length() - 3));
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("address: malformed (expected: an IPv4 literal)");
  }

  @Override
  public int compareTo(TunnelAddress other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xff)
        + "."
        + (bits >>> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }
}
