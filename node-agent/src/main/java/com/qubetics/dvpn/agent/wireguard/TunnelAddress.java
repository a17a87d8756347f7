package com.qubetics.dvpn.agent.wireguard;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// An IPv4 address, big endian in 32 bits; in a tunnel network it belongs to one session at a time.
public record TunnelAddress(int bits) implements Comparable<TunnelAddress> {

  /// Reads four decimal numbers without leading zeros; never resolves a name.
  @JsonCreator
  public static TunnelAddress parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw malformed();
    }
    int bits = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        throw malformed();
      }
      bits = bits << 8 | Integer.parseInt(part);
    }
    return new TunnelAddress(bits);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("address: malformed (expected: an IPv4 literal)");
  }

  @Override
  public int compareTo(TunnelAddress other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  @JsonValue
  @Override
  public String toString() {
    return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff);
  }
}
