package com.qubetics.dvpn.protocol.node;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The UDP form of a probe, to the port after the node's WireGuard port. Challenge and answer both
/// are [#LENGTH] bytes, so that a forged sender address gains no amplification: `dvpnprb1 ‖ node
/// (20) ‖ slot (8, big endian) ‖ challenge (32) ‖ signature (65; zeros in a challenge)`.
public final class ProbePacket {
  public static final int LENGTH = 8 + Address.LENGTH + 8 + Bytes32.LENGTH + Signature.LENGTH;
  private static final byte[] MAGIC = "dvpnprb1".getBytes(StandardCharsets.US_ASCII);

  private ProbePacket() {}

  public static byte[] challenge(ProbeAnswer expected) {
    return encode(expected, new byte[Signature.LENGTH]);
  }

  public static byte[] answer(Signed<ProbeAnswer> answer) {
    return encode(answer.message(), answer.signature().bytes());
  }

  /// What a challenge asks the node to sign; empty if the packet is none.
  public static Optional<ProbeAnswer> parseChallenge(byte[] packet) {
    if (!isPacket(packet)) {
      return Optional.empty();
    }
    return Optional.of(message(packet));
  }

  /// An answer whose signature is still to be verified; empty if the packet is none.
  public static Optional<Signed<ProbeAnswer>> parseAnswer(byte[] packet) {
    if (!isPacket(packet)) {
      return Optional.empty();
    }
    byte[] signature = new byte[Signature.LENGTH];
    System.arraycopy(packet, LENGTH - Signature.LENGTH, signature, 0, Signature.LENGTH);
    try {
      return Optional.of(new Signed<>(message(packet), Signature.of(signature)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isPacket(byte[] packet) {
    if (packet.length != LENGTH) {
      return false;
    }
    ByteBuffer buffer = ByteBuffer.wrap(packet);
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    return java.util.Arrays.equals(magic, MAGIC)
        && buffer.getLong(MAGIC.length + Address.LENGTH) >= 0;
  }

  private static ProbeAnswer message(byte[] packet) {
    ByteBuffer buffer = ByteBuffer.wrap(packet);
    buffer.position(MAGIC.length);
    byte[] node = new byte[Address.LENGTH];
    buffer.get(node);
    long slot = buffer.getLong();
    byte[] challenge = new byte[Bytes32.LENGTH];
    buffer.get(challenge);
    return new ProbeAnswer(new NodeId(Address.of(node)), slot, Bytes32.of(challenge));
  }

  private static byte[] encode(ProbeAnswer message, byte[] signature) {
    return ByteBuffer.allocate(LENGTH)
        .put(MAGIC)
        .put(message.node().address().bytes())
        .putLong(message.slot())
        .put(message.challenge().bytes())
        .put(signature)
        .array();
  }
}
