package com.qubetics.dvpn.stage.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What clients of the story download from: `/bytes/N` streams N bytes at the set rate for each
/// connection, `?rate=R` slows that to R bytes a second, `/ip` says who asks. Both name the remote
/// address in `X-Remote-Address`; nothing is stored.
public final class WebServer {

  private static final int CHUNK = 64 * 1024;
  private static final long MAX_BYTES = 10L << 30;

  private final long bytesPerSecond;

  private WebServer(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /// @param bytesPerSecond upper bound for each connection
  public static HttpServer start(InetSocketAddress address, long bytesPerSecond)
      throws IOException {
    WebServer web = new WebServer(bytesPerSecond);
    HttpServer server = HttpServer.create(address, 128);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/bytes/", web::bytes);
    server.createContext("/ip", WebServer::ip);
    server.start();
    return server;
  }

  private void bytes(HttpExchange exchange) throws IOException {
    try (exchange) {
      long length = length(exchange.getRequestURI().getPath().substring("/bytes/".length()));
      name(exchange);
      if (length < 0) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
      exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
      stream(exchange.getResponseBody(), length, rate(exchange.getRequestURI().getQuery()));
    }
  }

  private void stream(OutputStream out, long length, long bytesPerSecond) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long start = System.nanoTime();
    for (long sent = 0; sent < length; ) {
      int next = (int) Math.min(CHUNK, length - sent);
      out.write(chunk, 0, next);
      sent += next;
      long due = start + sent * Duration.ofSeconds(1).toNanos() / bytesPerSecond;
      long early = due - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
      }
    }
  }

  /// The slower of the server's rate and the asked one.
  private long rate(@Nullable String query) {
    if (query == null || !query.startsWith("rate=")) {
      return bytesPerSecond;
    }
    long asked = length(query.substring("rate=".length()));
    return asked > 0 ? Math.min(asked, bytesPerSecond) : bytesPerSecond;
  }

  private static void ip(HttpExchange exchange) throws IOException {
    try (exchange) {
      name(exchange);
      byte[] body = (remote(exchange) + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void name(HttpExchange exchange) {
    exchange.getResponseHeaders().set("X-Remote-Address", remote(exchange));
  }

  private static String remote(HttpExchange exchange) {
    return exchange.getRemoteAddress().getAddress().getHostAddress();
  }

  private static long length(String text) {
    try {
      long length = Long.parseLong(text);
      return length <= MAX_BYTES ? length : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
