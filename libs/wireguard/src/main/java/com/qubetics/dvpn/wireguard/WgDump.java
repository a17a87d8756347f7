package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.ArrayList;
import java.util.List;

/// The text of `wg show IF dump`: one line for the interface, then one per peer, fields between
/// tabs: `public-key preshared-key endpoint allowed-ips latest-handshake rx tx keepalive`. The
/// endpoint is the client's address and is dropped here (I11).
///
/// @param publicKey the interface's own
/// @param listenPort UDP
public record WgDump(TunnelKey publicKey, int listenPort, List<PeerState> peers) {
  private static final int KEY = 0;
  private static final int ALLOWED = 3;
  private static final int HANDSHAKE = 4;
  private static final int RX = 5;
  private static final int TX = 6;
  private static final int PEER_FIELDS = 8;

  public WgDump {
    peers = List.copyOf(peers);
  }

  /// @throws IllegalArgumentException if it is no dump; the message carries none of its text
  public static WgDump parse(String text) {
    String[] lines = text.split("\n", -1);
    String[] own = lines[0].split("\t", -1);
    if (own.length != 4) {
      throw new IllegalArgumentException("wg dump: malformed (line 1)");
    }
    List<PeerState> peers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isEmpty()) {
        peers.add(peer(lines[i].split("\t", -1), i + 1));
      }
    }
    return new WgDump(key(own[1], 1), port(own[2]), peers);
  }

  private static int port(String text) {
    long port = number(text, 1);
    if (port > 65_535) {
      throw new IllegalArgumentException("wg dump: malformed port (line 1)");
    }
    return (int) port;
  }

  private static PeerState peer(String[] fields, int line) {
    if (fields.length != PEER_FIELDS) {
      throw new IllegalArgumentException("wg dump: malformed (line %s)".formatted(line));
    }
    AllowedNetworks allowed = allowed(fields[ALLOWED], line);
    return new PeerState(
        key(fields[KEY], line),
        allowed.address(),
        allowed.network6(),
        number(fields[RX], line),
        number(fields[TX], line),
        PeerState.handshake(number(fields[HANDSHAKE], line), 0));
  }

  private static AllowedNetworks allowed(String networks, int line) {
    AllowedNetworks allowed = new AllowedNetworks();
    try {
      for (String network : networks.split(",", -1)) {
        allowed.add(network);
      }
      return allowed;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("wg dump: malformed network (line %s)".formatted(line), e);
    }
  }

  private static TunnelKey key(String text, int line) {
    try {
      return TunnelKey.parseBase64(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("wg dump: malformed key (line %s)".formatted(line), e);
    }
  }

  private static long number(String text, int line) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("wg dump: malformed number (line %s)".formatted(line));
    }
    return Long.parseLong(text);
  }
}
