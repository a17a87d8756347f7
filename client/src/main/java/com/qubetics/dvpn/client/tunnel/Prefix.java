package com.qubetics.dvpn.client.tunnel;

import java.net.InetAddress;

/// A block of addresses of one family.
///
/// @param address any address in it
/// @param length leading bits that all of it share
record Prefix(InetAddress address, int length) {
  Prefix {
    int bits = address.getAddress().length * Byte.SIZE;
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException("prefix: /%s (expected: 0 to %s)".formatted(length, bits));
    }
  }

  /// Reads `192.0.2.0/24`, `2001:db8::/32`, and an address alone as all of its bits.
  static Prefix parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    return slash < 0
        ? new Prefix(address, address.getAddress().length * Byte.SIZE)
        : new Prefix(address, Integer.parseInt(text.substring(slash + 1)));
  }

  boolean contains(InetAddress other) {
    byte[] here = address.getAddress();
    byte[] there = other.getAddress();
    if (here.length != there.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((here[bit / Byte.SIZE] ^ there[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
