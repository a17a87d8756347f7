package com.qubetics.dvpn.agent.dns;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// A client's question (RFC 1035), with what of it goes on to a resolver: the question itself, the
/// header's wishes (recursion, checking, authenticity) and whether signatures are wanted. What
/// could tell clients apart (options such as cookies and subnets) stays here.
///
/// @param id the client's, 16 bits
/// @param wishes of the header: RD, AD and CD
/// @param question name, type and class as they came
/// @param extended whether the client speaks EDNS (RFC 6891)
/// @param signatures its DO bit
/// @param payload the most bytes of an answer by UDP
record Query(
    int id, int wishes, byte[] question, boolean extended, boolean signatures, int payload) {
  /// The longest query that is read.
  static final int MOST_BYTES = 1232;

  /// What passes every tunnel in one packet, with room (DNS Flag Day 2020).
  static final int MOST_PAYLOAD = 1232;

  private static final int LEAST_PAYLOAD = 512;
  private static final int HEADER = 12;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_LABEL = 63;
  private static final int TYPE_AND_CLASS = 4;
  private static final int EXTENSION = 11;
  private static final int OPT = 41;
  private static final int SIGNATURES = 0x8000;

  private static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION = 0x0100;
  private static final int AVAILABLE = 0x0080;
  private static final int WISHES = RECURSION | 0x0020 | 0x0010;
  private static final int SERVER_FAILURE = 2;
  private static final int REFUSED = 5;

  /// Transfers of whole zones: not for clients, and of more than one message.
  private static final int FIRST_TRANSFER = 251;

  private static final int LAST_TRANSFER = 252;

  /// Empty unless it is one plain question, to the last byte.
  static Optional<Query> parse(byte[] message) {
    if (message.length < HEADER || message.length > MOST_BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(message);
    int id = word(in);
    int flags = word(in);
    boolean asks = (flags & (RESPONSE | OPCODE | TRUNCATED)) == 0;
    boolean one = word(in) == 1 && word(in) == 0 && word(in) == 0;
    int additional = word(in);
    int length = questionLength(message);
    if (!asks || !one || additional > 1 || length == 0) {
      return Optional.empty();
    }
    byte[] question = Arrays.copyOfRange(message, HEADER, HEADER + length);
    in.position(HEADER + length);
    if (additional == 0) {
      return in.hasRemaining()
          ? Optional.empty()
          : Optional.of(new Query(id, flags & WISHES, question, false, false, LEAST_PAYLOAD));
    }
    return extension(in)
        .map(
            extension ->
                new Query(
                    id,
                    flags & WISHES,
                    question,
                    true,
                    extension.signatures(),
                    extension.payload()));
  }

  /// Of name, type and class from the header's end on; 0: malformed.
  private static int questionLength(byte[] message) {
    int at = HEADER;
    while (at < message.length && message[at] != 0) {
      int label = message[at] & 0xff;
      if (label > LONGEST_LABEL) {
        return 0;
      }
      at += 1 + label;
    }
    int name = at + 1 - HEADER;
    int end = at + 1 + TYPE_AND_CLASS;
    if (end > message.length || name > LONGEST_NAME || isTransfer(message, at + 1)) {
      return 0;
    }
    return end - HEADER;
  }

  private static boolean isTransfer(byte[] message, int at) {
    int type = (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
    return type >= FIRST_TRANSFER && type <= LAST_TRANSFER;
  }

  private record Extension(boolean signatures, int payload) {}

  /// The pseudo-record OPT, which has to be all that is left.
  private static Optional<Extension> extension(ByteBuffer in) {
    if (in.remaining() < EXTENSION || in.get() != 0 || word(in) != OPT) {
      return Optional.empty();
    }
    int payload = Math.clamp(word(in), LEAST_PAYLOAD, MOST_PAYLOAD);
    boolean versionZero = word(in) == 0;
    int flags = word(in);
    return versionZero && word(in) == in.remaining()
        ? Optional.of(new Extension((flags & SIGNATURES) != 0, payload))
        : Optional.empty();
  }

  private static int word(ByteBuffer in) {
    return in.getShort() & 0xffff;
  }

  /// What a resolver is asked.
  ///
  /// @param number of this question to this resolver, 16 bits that nobody can guess
  byte[] toUpstream(int number) {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER + question.length + (extended ? EXTENSION : 0))
            .putShort((short) number)
            .putShort((short) wishes)
            .putShort((short) 1)
            .putInt(0)
            .putShort((short) (extended ? 1 : 0))
            .put(question);
    if (extended) {
      out.put((byte) 0)
          .putShort((short) OPT)
          .putShort((short) payload)
          .putShort((short) 0)
          .putShort((short) (signatures ? SIGNATURES : 0))
          .putShort((short) 0);
    }
    return out.array();
  }

  /// Turns a resolver's answer into the client's: the number and the letters' case of the name are
  /// those that the client chose.
  ///
  /// @param answer is written to
  /// @return whether it is an answer to this question under this number
  boolean adopt(byte[] answer, int number) {
    if (answer.length < HEADER + question.length) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(answer);
    boolean answers =
        word(bytes) == number
            && (word(bytes) & (RESPONSE | OPCODE)) == RESPONSE
            && word(bytes) == 1
            && isQuestionOf(answer);
    if (answers) {
      bytes.putShort(0, (short) id);
      bytes.put(HEADER, question);
    }
    return answers;
  }

  private boolean isQuestionOf(byte[] answer) {
    for (int i = 0; i < question.length; i++) {
      if (lower(answer[HEADER + i]) != lower(question[i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 'a' - 'A' : letter;
  }

  /// Whether another resolver may do better.
  static boolean isRefusal(byte[] answer) {
    int code = answer[3] & 0xf;
    return code == SERVER_FAILURE || code == REFUSED;
  }

  /// That nobody answers.
  byte[] failure() {
    return bare(SERVER_FAILURE);
  }

  /// That the answer has to be asked for by TCP.
  byte[] truncated() {
    return bare(TRUNCATED);
  }

  private byte[] bare(int flags) {
    return ByteBuffer.allocate(HEADER + question.length)
        .putShort((short) id)
        .putShort((short) (RESPONSE | AVAILABLE | wishes & RECURSION | flags))
        .putShort((short) 1)
        .putInt(0)
        .putShort((short) 0)
        .put(question)
        .array();
  }

  /// Leaves nothing of the question in memory.
  void forget() {
    Arrays.fill(question, (byte) 0);
  }

  /// No name is ever shown.
  @Override
  public String toString() {
    return "Query";
  }
}
