package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer of wireguard-go to `get=1` or `set=1`: lines `name=value`, those of a peer from its
/// `public_key` on, then `errno` and an empty line. Read as it arrives, without text of it in
/// between: tens of thousands of peers are tens of megabytes. The private key and the clients'
/// endpoints are passed over here (I11). Not thread-safe.
final class UapiAnswer {
  private static final byte[] PUBLIC_KEY = ascii("public_key");
  private static final byte[] ALLOWED_IP = ascii("allowed_ip");
  private static final byte[] RX_BYTES = ascii("rx_bytes");
  private static final byte[] TX_BYTES = ascii("tx_bytes");
  private static final byte[] HANDSHAKE_SECONDS = ascii("last_handshake_time_sec");
  private static final byte[] HANDSHAKE_NANOS = ascii("last_handshake_time_nsec");
  private static final byte[] ERRNO = ascii("errno");
  private static final int MOST_DIGITS = 18;

  private final List<PeerState> peers = new ArrayList<>();
  private final PeerDraft peer = new PeerDraft();
  private int errno = -1;
  private boolean complete;

  /// Takes the whole lines of what has arrived, from the buffer's position to its limit, and leaves
  /// the rest of a line in it.
  ///
  /// @return whether the answer is complete
  /// @throws IllegalArgumentException if it is no answer; the message carries none of its text
  boolean take(ByteBuffer arrived) {
    byte[] text = arrived.array();
    int base = arrived.arrayOffset();
    int start = base + arrived.position();
    for (int i = start; i < base + arrived.limit() && !complete; i++) {
      if (text[i] == '\n') {
        line(text, start, i);
        start = i + 1;
      }
    }
    arrived.position(start - base);
    return complete;
  }

  private void line(byte[] text, int from, int to) {
    if (from == to) {
      peer.addTo(peers);
      complete = true;
      if (errno < 0) {
        throw new IllegalArgumentException("uapi: answer without its end");
      }
      return;
    }
    int equals = from;
    while (equals < to && text[equals] != '=') {
      equals++;
    }
    if (equals == to) {
      throw new IllegalArgumentException("uapi: malformed line");
    }
    int value = equals + 1;
    if (is(PUBLIC_KEY, text, from, equals)) {
      peer.addTo(peers);
      peer.begin(key(text, value, to));
    } else if (is(ALLOWED_IP, text, from, equals)) {
      peer.allow(new String(text, value, to - value, StandardCharsets.ISO_8859_1));
    } else if (is(RX_BYTES, text, from, equals)) {
      peer.rxBytes = number(text, value, to);
    } else if (is(TX_BYTES, text, from, equals)) {
      peer.txBytes = number(text, value, to);
    } else if (is(HANDSHAKE_SECONDS, text, from, equals)) {
      peer.handshakeSeconds = number(text, value, to);
    } else if (is(HANDSHAKE_NANOS, text, from, equals)) {
      peer.handshakeNanos = number(text, value, to);
    } else if (is(ERRNO, text, from, equals)) {
      // Negative in some versions.
      errno =
          (int)
              Math.min(Integer.MAX_VALUE, number(text, text[value] == '-' ? value + 1 : value, to));
    }
    // Other keys and endpoints: not for us.
  }

  /// 0, or why a `set=1` ended early.
  int errno() {
    return errno;
  }

  List<PeerState> peers() {
    return peers;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean is(byte[] name, byte[] text, int from, int to) {
    return Arrays.equals(name, 0, name.length, text, from, to);
  }

  private static TunnelKey key(byte[] text, int from, int to) {
    if (to - from != 2 * Bytes32.LENGTH) {
      throw new IllegalArgumentException("uapi: malformed key");
    }
    byte[] bytes = new byte[Bytes32.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(text[from + 2 * i], 16);
      int low = Character.digit(text[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("uapi: malformed key");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return new TunnelKey(Bytes32.of(bytes));
  }

  private static long number(byte[] text, int from, int to) {
    if (from == to || to - from > MOST_DIGITS) {
      throw new IllegalArgumentException("uapi: malformed number");
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        throw new IllegalArgumentException("uapi: malformed number");
      }
      value = 10 * value + text[i] - '0';
    }
    return value;
  }

  /// The peer whose lines are being read.
  private static final class PeerDraft {
    private @Nullable TunnelKey key;
    private AllowedNetworks allowed = new AllowedNetworks();
    private long rxBytes;
    private long txBytes;
    private long handshakeSeconds;
    private long handshakeNanos;

    void begin(TunnelKey next) {
      key = next;
      allowed = new AllowedNetworks();
      rxBytes = 0;
      txBytes = 0;
      handshakeSeconds = 0;
      handshakeNanos = 0;
    }

    void allow(String network) {
      allowed.add(network);
    }

    void addTo(List<PeerState> peers) {
      if (key != null) {
        peers.add(
            new PeerState(
                key,
                allowed.address(),
                allowed.network6(),
                rxBytes,
                txBytes,
                PeerState.handshake(handshakeSeconds, handshakeNanos)));
      }
    }
  }
}
