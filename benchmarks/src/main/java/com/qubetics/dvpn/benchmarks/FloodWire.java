package com.qubetics.dvpn.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One HTTP/1.1 connection on the loopback, from an address of choice. One thread's.
final class FloodWire implements AutoCloseable {
  private static final int LONGEST_HEAD = 16_384;

  private final Socket socket = new Socket();
  private final InputStream in;

  FloodWire(String from, int port, int timeoutMillis) throws IOException {
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      socket.setTcpNoDelay(true);
      this.in = new BufferedInputStream(socket.getInputStream(), 2048);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Waits for an answer and reads all of it.
  ///
  /// @return its status
  /// @throws EOFException if the server closed the connection before
  int answer() throws IOException {
    String head = head();
    int status = Integer.parseInt(head.substring(9, 12));
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\r\ncontent-length:");
    if (at >= 0) {
      int end = lower.indexOf("\r\n", at + 2);
      in.skipNBytes(Long.parseLong(lower.substring(at + 17, end).strip()));
    } else {
      skipChunks();
    }
    if (lower.contains("\r\nconnection: close")) {
      close();
    }
    return status;
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_HEAD) {
      head.append(line()).append("\r\n");
      if (head.toString().endsWith("\r\n\r\n")) {
        return head.toString();
      }
    }
    throw new IOException("no end of the answer's head");
  }

  private void skipChunks() throws IOException {
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      in.skipNBytes(size + 2L);
    }
    line();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  static byte[] request(String line, String headers) {
    return "%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
        .formatted(line, headers)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost with it.
    }
  }
}
