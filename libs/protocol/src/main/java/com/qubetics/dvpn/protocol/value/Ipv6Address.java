package com.qubetics.dvpn.protocol.value;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// An IPv6 address, without a zone; written as RFC 5952 does.
///
/// @param high the first 64 bits, big endian
/// @param low the last
public record Ipv6Address(long high, long low) {
  private static final int BYTES = 16;

  /// Reads a literal in any of its spellings, but an IPv4 address in the clothes of IPv6; never
  /// resolves a name.
  public static Ipv6Address parse(String text) {
    if (!text.matches("[0-9a-fA-F:.]{2,45}")) {
      throw malformed();
    }
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(malformed().getMessage(), e);
    }
    if (bytes.length != BYTES) {
      throw malformed();
    }
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new Ipv6Address(words.getLong(), words.getLong());
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("address: malformed (expected: an IPv6 literal)");
  }

  @Override
  public String toString() {
    List<String> groups = new ArrayList<>();
    for (long half : new long[] {high, low}) {
      for (int shift = 48; shift >= 0; shift -= 16) {
        groups.add(Long.toHexString(half >>> shift & 0xffff));
      }
    }
    return compressed(groups);
  }

  /// The first of the longest runs of two or more zeros becomes `::` (RFC 5952, section 4.2).
  private static String compressed(List<String> groups) {
    for (int length = groups.size(); length >= 2; length--) {
      int at = Collections.indexOfSubList(groups, Collections.nCopies(length, "0"));
      if (at >= 0) {
        return String.join(":", groups.subList(0, at))
            + "::"
            + String.join(":", groups.subList(at + length, groups.size()));
      }
    }
    return String.join(":", groups);
  }
}
