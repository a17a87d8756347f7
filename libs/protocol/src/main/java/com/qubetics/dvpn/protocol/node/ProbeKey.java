package com.qubetics.dvpn.protocol.node;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.Hex;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;

/// What registry and one node share for the challenges of one epoch: 16 bytes. A challenge's
/// [ProbeMac] is SipHash-2-4 with 128 bits over what stands before it in the packet: kind, node,
/// slot and challenge.
///
/// SipHash, since a node checks each packet of a flood: a third of a microsecond where HMAC-SHA-256
/// takes more than two, by code that the first compiler made. It protects a port from strangers,
/// and nothing else: an answer is believed by its signature.
public final class ProbeKey {
  public static final int LENGTH = 16;

  private static final int ROUNDS = 2;
  private static final int LAST_ROUNDS = 4;

  private final byte[] bytes;

  private ProbeKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @param bytes [#LENGTH] of them, secret
  public static ProbeKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "probe key: %s bytes (expected: %s)".formatted(bytes.length, LENGTH));
    }
    return new ProbeKey(bytes.clone());
  }

  @JsonCreator
  public static ProbeKey parse(String text) {
    return new ProbeKey(Hex.parse(text, LENGTH));
  }

  public ProbeMac mac(ProbeAnswer expected) {
    return mac(ProbePacket.challenge(expected));
  }

  /// Whether a packet of [ProbePacket#LENGTH] bytes carries the MAC that this key makes of it.
  public boolean made(byte[] packet) {
    byte[] own = tag(packet);
    int differences = 0;
    for (int i = 0; i < ProbeMac.LENGTH; i++) {
      differences |= own[i] ^ packet[ProbePacket.MAC_AT + i];
    }
    return differences == 0;
  }

  private ProbeMac mac(byte[] packet) {
    return ProbeMac.of(tag(packet));
  }

  private byte[] tag(byte[] packet) {
    SipHash128 hash = new SipHash128(ROUNDS, LAST_ROUNDS);
    hash.init(new KeyParameter(bytes));
    hash.update(packet, 0, ProbePacket.MAC_AT);
    byte[] tag = new byte[ProbeMac.LENGTH];
    hash.doFinal(tag, 0);
    return tag;
  }

  /// For the one node that it is made for, over a line that nobody else reads.
  @JsonValue
  public String toHex() {
    return Hex.format(bytes);
  }

  @Override
  public String toString() {
    return "ProbeKey[secret]";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
