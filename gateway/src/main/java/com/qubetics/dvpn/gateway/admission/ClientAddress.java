package com.qubetics.dvpn.gateway.admission;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// One subscriber: an IPv4 address, or an IPv6 /64. Lives in this process's memory while something
/// is held or owed, never elsewhere (invariant I11).
public final class ClientAddress {
  private ClientAddress() {}

  public static String of(HttpServletRequest request) {
    return of(InetAddress.ofLiteral(request.getRemoteAddr()));
  }

  static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, bytes.length == 4 ? 4 : 8));
  }
}
