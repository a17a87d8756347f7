package com.qubetics.dvpn.ledger.peers;

/// The clients' addresses inside a node's tunnel: 10.77.0.2 to 10.77.255.253. The node itself is
/// 10.77.0.1, and the last, 10.77.255.254, is that of the packet by which it proves that users'
/// packets pass. In the database an address is its low 16 bits.
public final class TunnelHosts {
  public static final int FIRST = 2;
  public static final int LAST = 65_533;

  private TunnelHosts() {}

  public static String of(int host) {
    if (host < FIRST || host > LAST) {
      throw new IllegalArgumentException(
          "tunnel host: %s (expected: %s to %s)".formatted(host, FIRST, LAST));
    }
    return "10.77.%s.%s".formatted(host >> 8, host & 0xff);
  }
}
