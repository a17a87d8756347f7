package com.qubetics.dvpn.wireguard.initiator;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// The initiator's half of one handshake (Noise_IKpsk2, WireGuard's paper, section 5.4), without a
/// preshared key and without cookies. Used once, by one thread.
///
/// The names of its state are the paper's: the chaining key C and the hash H, which take in each
/// part of both messages.
final class Initiation {
  static final int INITIATION = 1;
  static final int RESPONSE = 2;
  static final int COOKIE_REPLY = 3;
  static final int RESPONSE_LENGTH = 92;

  private static final int INITIATION_LENGTH = 148;
  private static final byte[] NONE = {};
  private static final byte[] NO_PRESHARED_KEY = new byte[32];
  private static final byte[] CONSTRUCTION = ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s");
  private static final byte[] IDENTIFIER = ascii("WireGuard v1 zx2c4 Jason@zx2c4.com");
  private static final byte[] LABEL_MAC1 = ascii("mac1----");
  private static final byte[] FIRST_CHAIN = Blake2s.hash(CONSTRUCTION);

  private final TunnelSecret own;
  private final TunnelKey responder;
  private final TunnelSecret ephemeral;
  private final int index;
  private byte[] chain = FIRST_CHAIN;
  private byte[] hash;

  Initiation(TunnelSecret own, TunnelKey responder, SecureRandom random) {
    this.own = own;
    this.responder = responder;
    this.ephemeral = TunnelSecret.random(random);
    this.index = random.nextInt();
    this.hash = Blake2s.hash(Blake2s.hash(FIRST_CHAIN, IDENTIFIER), bytes(responder));
  }

  /// The first message.
  ///
  /// @param timestamp 12 bytes, later than any of this key that the responder has seen
  byte[] message(byte[] timestamp) {
    byte[] point = bytes(ephemeral.publicKey());
    chain = Blake2s.keys(1, chain, point)[0];
    mix(point);
    byte[] sealedKey = sealed(ephemeral.agree(responder), bytes(own.publicKey()));
    byte[] sealedTime = sealed(own.agree(responder), timestamp);
    ByteBuffer message = ByteBuffer.allocate(INITIATION_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(INITIATION).putInt(index).put(point).put(sealedKey).put(sealedTime);
    byte[] said = Arrays.copyOf(message.array(), message.position());
    message.put(Blake2s.mac(Blake2s.hash(LABEL_MAC1, bytes(responder)), said));
    return message.array();
  }

  private byte[] sealed(byte[] shared, byte[] plain) {
    byte[][] keys = Blake2s.keys(2, chain, shared);
    chain = keys[0];
    byte[] sealed = SealedBox.seal(keys[1], 0, plain, hash);
    mix(sealed);
    return sealed;
  }

  /// The keys that the responder's message makes; empty if it is no answer to this handshake.
  Optional<TransportKeys> accept(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (message.length != RESPONSE_LENGTH || buffer.getInt() != RESPONSE) {
      return Optional.empty();
    }
    int theirs = buffer.getInt();
    if (buffer.getInt() != index) {
      return Optional.empty();
    }
    byte[] point = new byte[32];
    byte[] empty = new byte[SealedBox.TAG];
    buffer.get(point).get(empty);
    if (Bytes32.of(point).equals(Bytes32.ZERO)) {
      return Optional.empty();
    }
    return keys(new TunnelKey(Bytes32.of(point)), empty, theirs);
  }

  private Optional<TransportKeys> keys(TunnelKey point, byte[] empty, int theirs) {
    byte[] next = Blake2s.keys(1, chain, bytes(point))[0];
    next = Blake2s.keys(1, next, ephemeral.agree(point))[0];
    next = Blake2s.keys(1, next, own.agree(point))[0];
    byte[][] last = Blake2s.keys(3, next, NO_PRESHARED_KEY);
    byte[] heard = Blake2s.hash(Blake2s.hash(hash, bytes(point)), last[1]);
    byte[][] transport = Blake2s.keys(2, last[0], NONE);
    return SealedBox.open(last[2], 0, empty, heard)
        .map(opened -> new TransportKeys(transport[0], transport[1], index, theirs));
  }

  private void mix(byte[] part) {
    hash = Blake2s.hash(hash, part);
  }

  private static byte[] bytes(TunnelKey key) {
    return key.value().bytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
