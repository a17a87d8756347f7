package com.qubetics.dvpn.client.tunnel;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What this machine's WireGuard counted with the node, from this machine's point of view: its `tx`
/// is the node's `rx`.
///
/// @param rxBytes received from the node since the peer was added
/// @param txBytes sent to the node since the peer was added
/// @param lastHandshake null before the first
public record PeerCounters(long rxBytes, long txBytes, @Nullable Instant lastHandshake) {
  static final PeerCounters NONE = new PeerCounters(0, 0, null);

  /// Reads the answer to `get=1` on WireGuard's socket. Keys and endpoints in it are passed over.
  static PeerCounters parseSocket(String text) {
    long rx = 0;
    long tx = 0;
    long seconds = 0;
    long nanos = 0;
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      String value = line.substring(equals + 1);
      switch (equals < 0 ? "" : line.substring(0, equals)) {
        case "rx_bytes" -> rx = Long.parseLong(value);
        case "tx_bytes" -> tx = Long.parseLong(value);
        case "last_handshake_time_sec" -> seconds = Long.parseLong(value);
        case "last_handshake_time_nsec" -> nanos = Long.parseLong(value);
        default -> {}
      }
    }
    boolean never = seconds == 0 && nanos == 0;
    return new PeerCounters(rx, tx, never ? null : Instant.ofEpochSecond(seconds, nanos));
  }

  /// Reads `wg show INTERFACE dump`; the first line is the interface, the second its one peer.
  static PeerCounters parseDump(String text) {
    return text.lines()
        .skip(1)
        .findFirst()
        .map(line -> line.split("\t", -1))
        .filter(fields -> fields.length == 8)
        .map(
            fields ->
                new PeerCounters(
                    Long.parseLong(fields[5]),
                    Long.parseLong(fields[6]),
                    Optional.of(Long.parseLong(fields[4]))
                        .filter(seconds -> seconds > 0)
                        .map(Instant::ofEpochSecond)
                        .orElse(null)))
        .orElse(NONE);
  }
}
