package com.qubetics.dvpn.client.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/// An ICMP echo to the node's address inside the tunnel (a TCP connection where raw sockets are not
/// allowed).
final class Echo {
  private Echo() {}

  static boolean answered(InetAddress address, Duration limit) {
    try {
      return address.isReachable(Math.toIntExact(limit.toMillis()));
    } catch (IOException e) {
      return false;
    }
  }
}
