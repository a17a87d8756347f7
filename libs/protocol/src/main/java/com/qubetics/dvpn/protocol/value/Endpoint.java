package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a node's WireGuard listens: an IPv4 or IPv6 literal and a UDP port; never a host name, so
/// that nothing is resolved and the hash on chain fixes the address.
public record Endpoint(InetAddress address, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(?:([0-9.]{7,15})|\\[([0-9a-fA-F:.]{2,45})]):([0-9]{1,5})");

  public Endpoint {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: %s (expected: 1 to 65535)".formatted(port));
    }
  }

  /// Reads `198.51.100.7:51820` or `[2001:db8::7]:51820`.
  @JsonCreator
  public static Endpoint parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("endpoint: malformed (expected: IP:PORT or [IPv6]:PORT)");
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    try {
      return new Endpoint(InetAddress.ofLiteral(host), Integer.parseInt(matcher.group(3)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "endpoint: malformed (expected: IP:PORT or [IPv6]:PORT)", e);
    }
  }

  /// What the chain keeps: Keccak-256 of the text form in US-ASCII.
  public Bytes32 hash() {
    return Keccak.hash(toString().getBytes(StandardCharsets.US_ASCII));
  }

  /// The group in which prefixes are limited and probers must differ: /24 for IPv4, /48 for IPv6.
  public String prefix() {
    byte[] bytes = address.getAddress();
    int kept = bytes.length == 4 ? 3 : 6;
    java.util.Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * 8;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @JsonValue
  @Override
  public String toString() {
    String host = address.getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
