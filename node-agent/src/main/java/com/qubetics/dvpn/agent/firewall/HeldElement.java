package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;

/// An element of a set as the kernel tells it (`linux/netfilter/nf_tables.h`).
///
/// @param key parts of four bytes or of a multiple, one behind the other
record HeldElement(NetlinkAttributes told, byte[] key) {
  /// Longer than any lease: what has no end of its own.
  static final Duration ENDLESS = Duration.ofDays(36_500);

  private static final int KEY = 1;
  private static final int DATA = 2;
  private static final int EXPIRATION = 5;
  private static final int EXPRESSION = 7;
  private static final int VALUE = 1;
  private static final int EXPRESSION_DATA = 2;

  static HeldElement of(NetlinkAttributes told) {
    return new HeldElement(told, told.in(KEY).raw(VALUE));
  }

  /// The address that stands in the key at this place.
  ///
  /// @throws IllegalArgumentException if the key is too short
  TunnelAddress address(int at) {
    return new TunnelAddress(number(key, at, ByteOrder.BIG_ENDIAN));
  }

  /// A mark: the machine's own order.
  SessionMark mark(int at) {
    return new SessionMark(number(key, at, ByteOrder.nativeOrder()));
  }

  /// What a map has for the key.
  SessionMark mappedMark() {
    return new SessionMark(number(told.in(DATA).raw(VALUE), 0, ByteOrder.nativeOrder()));
  }

  private static int number(byte[] bytes, int at, ByteOrder order) {
    if (at + 4 > bytes.length) {
      throw new IllegalArgumentException("set: an element that is none of ours");
    }
    return ByteBuffer.wrap(bytes).order(order).getInt(at);
  }

  /// The name that the key begins with, such as an interface's in 16 bytes.
  String name() {
    int length = 0;
    while (length < key.length && key[length] != 0) {
      length++;
    }
    return new String(Arrays.copyOf(key, length), java.nio.charset.StandardCharsets.US_ASCII);
  }

  /// How long it still is there.
  Duration left() {
    long millis = told.wide(EXPIRATION, -1);
    return millis < 0 ? ENDLESS : Duration.ofMillis(millis);
  }

  /// What its own limit consists of; empty if it has none.
  NetlinkAttributes limit() {
    return told.in(EXPRESSION).in(EXPRESSION_DATA);
  }
}
