package com.qubetics.dvpn.evm.rpc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An endpoint that answers as a test says.
final class StandInEndpoint implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();

  /// @param answer of a request, a call or a batch; null breaks the connection
  StandInEndpoint(Function<JsonNode, @Nullable Reply> answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> serve(exchange, answer));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// What comes over HTTP.
  record Reply(int status, String body) {
    static Reply ok(String body) {
      return new Reply(200, body);
    }
  }

  JsonRpc rpc() {
    return new JsonRpc(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /// How many came since this was asked last.
  int requests() {
    return requests.getAndSet(0);
  }

  private void serve(HttpExchange exchange, Function<JsonNode, @Nullable Reply> answer)
      throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      Reply reply = answer.apply(JSON.readTree(exchange.getRequestBody().readAllBytes()));
      if (reply == null) {
        return;
      }
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
