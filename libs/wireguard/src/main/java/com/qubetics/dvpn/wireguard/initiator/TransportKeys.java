package com.qubetics.dvpn.wireguard.initiator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// What one handshake made: seals packets for the responder and opens its own. One thread's.
final class TransportKeys {
  static final int TRANSPORT = 4;
  private static final int HEADER = 16;
  private static final int BLOCK = 16;
  private static final byte[] NOTHING = {};

  private final byte[] sending;
  private final byte[] receiving;
  private final int own;
  private final int theirs;
  private long sent;

  /// @param own this end's index, which the responder writes on what it sends
  TransportKeys(byte[] sending, byte[] receiving, int own, int theirs) {
    this.sending = sending;
    this.receiving = receiving;
    this.own = own;
    this.theirs = theirs;
  }

  byte[] seal(byte[] packet) {
    int padded = (packet.length + BLOCK - 1) / BLOCK * BLOCK;
    byte[] sealed = SealedBox.seal(sending, sent, Arrays.copyOf(packet, padded), NOTHING);
    return ByteBuffer.allocate(HEADER + sealed.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(TRANSPORT)
        .putInt(theirs)
        .putLong(sent++)
        .put(sealed)
        .array();
  }

  /// The packet in a message, with its padding; empty if the message is none of this tunnel.
  Optional<byte[]> open(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (message.length < HEADER + SealedBox.TAG
        || buffer.getInt() != TRANSPORT
        || buffer.getInt() != own) {
      return Optional.empty();
    }
    long counter = buffer.getLong();
    return SealedBox.open(
        receiving, counter, Arrays.copyOfRange(message, HEADER, message.length), NOTHING);
  }
}
