package com.qubetics.dvpn.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 to this machine that sends a request's target as it is; HTTP clients tidy it up first.
/// Keeps its connection until the server ends it.
final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  /// @param head status line and header lines, lower case
  record Answer(int status, String head, String body) {
    boolean isProblem() {
      return head.contains("application/problem+json");
    }

    /// Empty if there is none.
    String header(String name) {
      return head.lines()
          .filter(line -> line.startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    boolean says(String code) {
      return body.contains(code);
    }

    @Override
    public String toString() {
      return status + " " + body.lines().findFirst().orElse("");
    }
  }

  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  RawHttp(int port) {
    this.port = port;
  }

  /// @param headers lines, each with its end
  Answer ask(String method, String target, String headers) {
    return ask(method, target, headers, new byte[0]);
  }

  Answer ask(String method, String target, String headers, byte[] body) {
    byte[] head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %s\r\n%s\r\n"
            .formatted(method, target, body.length, headers)
            .getBytes(StandardCharsets.UTF_8);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    try {
      boolean fresh = socket == null;
      try {
        return exchange(request, method);
      } catch (IOException e) {
        close();
        if (fresh) {
          throw e;
        }
        // The server had ended a connection that was used before.
        return exchange(request, method);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target, e);
    }
  }

  private Answer exchange(byte[] request, String method) throws IOException {
    if (socket == null || in == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.getOutputStream().write(request);
    String head = head(in);
    int status = Integer.parseInt(head.substring(9, 12));
    String body = method.equals("HEAD") || status == 204 || status == 304 ? "" : body(in, head);
    if (head.contains("connection: close")) {
      close();
    }
    return new Answer(status, head, body);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(line.toLowerCase(Locale.ROOT)).append('\n');
    }
    return head.toString();
  }

  private static String body(InputStream in, String head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.contains("transfer-encoding: chunked")) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
    } else {
      int at = head.indexOf("content-length: ");
      if (at >= 0) {
        int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\n', at)));
        body.write(in.readNBytes(length));
      }
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server ended the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    socket = null;
    in = null;
  }
}
