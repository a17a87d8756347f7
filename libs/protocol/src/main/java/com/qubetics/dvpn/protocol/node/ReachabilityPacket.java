package com.qubetics.dvpn.protocol.node;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The UDP form of a look from outside: does a packet to this port arrive, and its answer get back?
/// Question and answer both are [#LENGTH] bytes, so that nothing is amplified: `dvpnrch?` or
/// `dvpnrch!`, then the nonce (32) that the asked host chose for this look.
public final class ReachabilityPacket {
  private static final byte[] QUESTION = "dvpnrch?".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER = "dvpnrch!".getBytes(StandardCharsets.US_ASCII);

  /// The first eight bytes of a question, big endian, as a filter compares them.
  public static final long KIND = 0x6476706e7263683fL;

  public static final int LENGTH = 8 + Bytes32.LENGTH;

  private ReachabilityPacket() {}

  public static byte[] question(Bytes32 nonce) {
    return encode(QUESTION, nonce);
  }

  /// The answer to a packet; empty unless it is a question with this nonce.
  public static Optional<byte[]> answer(byte[] packet, Bytes32 nonce) {
    return Arrays.equals(packet, question(nonce))
        ? Optional.of(encode(ANSWER, nonce))
        : Optional.empty();
  }

  public static boolean isAnswer(byte[] packet, Bytes32 nonce) {
    return Arrays.equals(packet, encode(ANSWER, nonce));
  }

  private static byte[] encode(byte[] magic, Bytes32 nonce) {
    return ByteBuffer.allocate(LENGTH).put(magic).put(nonce.bytes()).array();
  }
}
