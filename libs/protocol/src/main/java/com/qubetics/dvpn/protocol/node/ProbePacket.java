package com.qubetics.dvpn.protocol.node;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The UDP form of a probe, to the port after the node's WireGuard port. Challenge and answer both
/// are [#LENGTH] bytes, so that a forged sender address gains no amplification: `dvpnprb1 ‖ node
/// (20) ‖ slot (8, big endian) ‖ challenge (32) ‖ 65 bytes`. The last are the signature in an
/// answer; in a challenge the MAC (16) and zeros, or zeros alone where the prober has no MAC.
///
/// The first eight bytes name the kind of packet, the last of them within the port's protocol:
/// whatever else the port may answer has another.
public final class ProbePacket {
  public static final int LENGTH = 8 + Address.LENGTH + 8 + Bytes32.LENGTH + Signature.LENGTH;

  /// The first eight bytes, big endian, as a filter compares them.
  public static final long KIND = 0x6476706e70726231L;

  /// Where the slot stands.
  public static final int SLOT_AT = 8 + Address.LENGTH;

  /// Where a challenge's MAC stands, and up to where it is made of.
  public static final int MAC_AT = SLOT_AT + 8 + Bytes32.LENGTH;

  private static final byte[] MAGIC = "dvpnprb1".getBytes(StandardCharsets.US_ASCII);

  private ProbePacket() {}

  public static byte[] challenge(ProbeAnswer expected) {
    return encode(expected, new byte[Signature.LENGTH]);
  }

  /// @param mac of the registry; null: the prober was given none
  public static byte[] challenge(ProbeAnswer expected, @Nullable ProbeMac mac) {
    byte[] packet = challenge(expected);
    if (mac != null) {
      System.arraycopy(mac.bytes(), 0, packet, MAC_AT, ProbeMac.LENGTH);
    }
    return packet;
  }

  public static byte[] answer(Signed<ProbeAnswer> answer) {
    return encode(answer.message(), answer.signature().bytes());
  }

  /// What every challenge to a node begins with.
  public static byte[] beginning(NodeId node) {
    return ByteBuffer.allocate(SLOT_AT).put(MAGIC).put(node.address().bytes()).array();
  }

  /// What a challenge asks the node to sign; empty if the packet is none. Whether it carries a MAC
  /// that is worth something, [ProbeKey#made] says.
  public static Optional<ProbeAnswer> parseChallenge(byte[] packet) {
    if (!isPacket(packet)) {
      return Optional.empty();
    }
    return Optional.of(message(packet));
  }

  /// Whether the place of the MAC is empty.
  public static boolean lacksMac(byte[] packet) {
    int all = 0;
    for (int i = 0; i < ProbeMac.LENGTH; i++) {
      all |= packet[MAC_AT + i];
    }
    return all == 0;
  }

  /// An answer whose signature is still to be verified; empty if the packet is none.
  public static Optional<Signed<ProbeAnswer>> parseAnswer(byte[] packet) {
    if (!isPacket(packet)) {
      return Optional.empty();
    }
    byte[] signature = Arrays.copyOfRange(packet, MAC_AT, LENGTH);
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
    return buffer.getLong(0) == KIND && buffer.getLong(SLOT_AT) >= 0;
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
        .put(beginning(message.node()))
        .putLong(message.slot())
        .put(message.challenge().bytes())
        .put(signature)
        .array();
  }
}
