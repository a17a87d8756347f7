package com.qubetics.dvpn.agent.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// DNS messages as clients and resolvers write them, by hand.
public final class Message {
  public static final int A = 1;
  public static final int TXT = 16;

  private Message() {}

  /// A question with recursion desired, and EDNS of this size unless it is 0.
  public static byte[] query(int id, String name, int type, int payload) {
    byte[] question = question(name, type);
    ByteBuffer out = ByteBuffer.allocate(12 + question.length + (payload == 0 ? 0 : 11));
    out.putShort((short) id).putShort((short) 0x0100).putShort((short) 1).putInt(0);
    out.putShort((short) (payload == 0 ? 0 : 1)).put(question);
    if (payload != 0) {
      out.put((byte) 0).putShort((short) 41).putShort((short) payload).putInt(0x8000);
      out.putShort((short) 0);
    }
    return out.array();
  }

  public static byte[] question(String name, int type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    out.writeBytes(new byte[] {0, (byte) type, 0, 1});
    return out.toByteArray();
  }

  /// What a resolver answers to a query: one record of that many bytes.
  ///
  /// @param code such as 2 for SERVFAIL
  static byte[] answer(byte[] query, int code, int bytes) {
    int question = questionEnd(query);
    ByteBuffer out = ByteBuffer.allocate(question + 12 + bytes);
    out.put(query, 0, question).putShort(2, (short) (0x8180 | code));
    out.putShort(6, (short) 1).putShort(10, (short) 0);
    out.putShort((short) 0xc00c).putShort((short) TXT).putShort((short) 1).putInt(60);
    return out.putShort((short) bytes).array();
  }

  static byte[] truncated(byte[] query) {
    byte[] message = java.util.Arrays.copyOf(query, questionEnd(query));
    ByteBuffer.wrap(message).putShort(2, (short) 0x8380).putShort(10, (short) 0);
    return message;
  }

  private static int questionEnd(byte[] query) {
    int at = 12;
    while (query[at] != 0) {
      at += 1 + query[at];
    }
    return at + 5;
  }

  public static int id(byte[] message) {
    return ByteBuffer.wrap(message).getShort(0) & 0xffff;
  }

  public static int code(byte[] message) {
    return message[3] & 0xf;
  }

  public static int answers(byte[] message) {
    return ByteBuffer.wrap(message).getShort(6) & 0xffff;
  }

  public static boolean isTruncated(byte[] message) {
    return (message[2] & 2) != 0;
  }
}
