package com.qubetics.dvpn.protocol.value;

/// The network inside a node's tunnel: a private /16, such as `10.77.0.0/16`. Its first address is
/// the node's, the last two are nobody's; all others are for sessions.
///
/// @param bits the network's first address, big endian; the low 16 are 0
public record TunnelNetwork(int bits) {
  /// What a node has unless it says otherwise.
  public static final TunnelNetwork USUAL = parse("10.77.0.0/16");

  public TunnelNetwork {
    int first = bits >>> 24;
    int second = bits >>> 16 & 0xff;
    boolean isPrivate =
        first == 10 || first == 172 && second >> 4 == 1 || first == 192 && second == 168;
    if (!isPrivate || (bits & 0xffff) != 0) {
      throw malformed();
    }
  }

  /// Reads `10.77.0.0/16`, in that form alone.
  public static TunnelNetwork parse(String text) {
    if (!text.matches("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.0\\.0/16")) {
      throw malformed();
    }
    String[] parts = text.split("\\.", -1);
    int first = Integer.parseInt(parts[0]);
    int second = Integer.parseInt(parts[1]);
    if (first > 255 || second > 255) {
      throw malformed();
    }
    return new TunnelNetwork(first << 24 | second << 16);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "tunnel network: malformed (expected: a /16 of 10.0.0.0/8, 172.16.0.0/12 or"
            + " 192.168.0.0/16)");
  }

  @Override
  public String toString() {
    return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + ".0.0/16";
  }
}
