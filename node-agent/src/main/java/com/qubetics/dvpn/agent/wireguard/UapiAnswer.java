package com.qubetics.dvpn.agent.wireguard;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer of wireguard-go to `get=1`: lines `name=value`, those of a peer from its `public_key`
/// on, `errno` last. The private key and the clients' endpoints are passed over here (I11).
record UapiAnswer(int errno, List<PeerState> peers) {

  UapiAnswer {
    peers = List.copyOf(peers);
  }

  /// @throws IllegalArgumentException if it is no answer; the message carries none of its text
  static UapiAnswer parse(String text) {
    List<PeerState> peers = new ArrayList<>();
    TunnelKey key = null;
    List<String> allowed = new ArrayList<>();
    long rx = 0;
    long tx = 0;
    int errno = -1;
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("uapi: malformed line");
      }
      String value = line.substring(equals + 1);
      switch (line.substring(0, equals)) {
        case "public_key" -> {
          add(peers, key, allowed, rx, tx);
          key = new TunnelKey(Bytes32.of(Hex.parse("0x" + value, Bytes32.LENGTH)));
          allowed.clear();
          rx = 0;
          tx = 0;
        }
        case "allowed_ip" -> allowed.add(value);
        case "rx_bytes" -> rx = number(value);
        case "tx_bytes" -> tx = number(value);
        case "errno" -> errno = (int) number(value);
        default -> {
          // Keys, endpoints and times: not for us.
        }
      }
    }
    add(peers, key, allowed, rx, tx);
    if (errno < 0) {
      throw new IllegalArgumentException("uapi: answer without its end");
    }
    return new UapiAnswer(errno, peers);
  }

  private static void add(
      List<PeerState> peers, @Nullable TunnelKey key, List<String> allowed, long rx, long tx) {
    if (key != null) {
      String text = allowed.isEmpty() ? "(none)" : String.join(",", allowed);
      peers.add(new PeerState(key, text, rx, tx));
    }
  }

  private static long number(String text) {
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException("uapi: malformed number");
    }
    return Math.abs(Long.parseLong(text));
  }
}
