package com.qubetics.dvpn.agent.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// One question by TCP, to one resolver after the other.
final class TcpQuestion {
  private static final int CONNECT_MILLIS = 1000;
  private static final int ANSWER_MILLIS = 3000;
  private static final int TRIES = 3;

  private final Query query;
  private final Upstreams upstreams;
  private final Numbers numbers;

  TcpQuestion(Query query, Upstreams upstreams, Numbers numbers) {
    this.query = query;
    this.upstreams = upstreams;
    this.numbers = numbers;
  }

  /// @return for the client; empty if nobody answered
  Optional<byte[]> ask() {
    Optional<byte[]> refusal = Optional.empty();
    for (Upstream upstream : upstreams.inOrder().stream().limit(TRIES).toList()) {
      Optional<byte[]> answer = ask(upstream);
      if (answer.isPresent() && !Query.isRefusal(answer.get())) {
        return answer;
      }
      refusal = answer.isPresent() ? answer : refusal;
    }
    return refusal;
  }

  /// Who does not take the connection may still answer by UDP, so it is not called silent here.
  private Optional<byte[]> ask(Upstream upstream) {
    int number = numbers.next();
    byte[] bytes = query.toUpstream(number);
    try (Socket socket = new Socket()) {
      socket.connect(upstream.socket(), CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      new DataOutputStream(socket.getOutputStream()).write(framed(bytes));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return query.adopt(answer, number) ? Optional.of(answer) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /// With its length before it, as TCP has it (RFC 1035, section 4.2.2).
  static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(Short.BYTES + message.length)
        .putShort((short) message.length)
        .put(message)
        .array();
  }
}
