package com.qubetics.dvpn.agent.dns;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A resolver that the node forwards to: an address, at port 53.
public record Upstream(InetAddress address) {
  private static final int PORT = 53;

  /// @param text an IP literal, with the interface where it is link-local
  @JsonCreator
  public static Upstream parse(String text) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("resolver: malformed (expected: an IP literal)", e);
    }
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException("resolver: not one host's address");
    }
    return new Upstream(address);
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(address, PORT);
  }

  @JsonValue
  @Override
  public String toString() {
    return address.getHostAddress();
  }
}
