package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Takes out of a text whatever may not leave the host: everything as long as a key (32 bytes as
/// hexadecimal or as WireGuard writes them), and addresses of the tunnel network, which are its
/// clients'. Public keys and session ids go with it: better too much than too little.
final class Scrubber {
  private static final String REMOVED = "[removed]";
  private static final Pattern HEX = Pattern.compile("(?:0x)?[0-9a-fA-F]{64,}");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{43}=");

  /// Whatever else stands beside it, if only no digit.
  private static final Pattern ADDRESS =
      Pattern.compile("(?<!\\d)\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)");

  private final Cidr tunnelNetwork;

  Scrubber(Cidr tunnelNetwork) {
    this.tunnelNetwork = tunnelNetwork;
  }

  String scrub(String text) {
    String keyless = BASE64.matcher(HEX.matcher(text).replaceAll(REMOVED)).replaceAll(REMOVED);
    return ADDRESS.matcher(keyless).replaceAll(this::address);
  }

  private String address(MatchResult match) {
    try {
      boolean client = tunnelNetwork.isClient(TunnelAddress.parse(match.group()));
      return client ? REMOVED : match.group();
    } catch (IllegalArgumentException e) {
      return match.group();
    }
  }
}
