package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A node's JSON-RPC with some answers changed, as a test says.
public final class ChangedNode implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI node;
  private final Change change;
  private final HttpServer server;

  /// Hardhat takes the offer of HTTP/2 for one of a WebSocket.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What is answered.
  public interface Change {
    /// @param method of the request; empty for a batch
    /// @param node asks the node behind
    /// @return the whole answer; null breaks the connection
    @Nullable String answer(String method, JsonNode request, Supplier<String> node);
  }

  public ChangedNode(String node, Change change) {
    this.node = URI.create(node);
    this.change = change;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public JsonRpc rpc() {
    return new JsonRpc(url());
  }

  public static String result(String json) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}".formatted(json);
  }

  public static String error(String words) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"%s\"}}"
        .formatted(words);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode request = JSON.readTree(body);
      String answer = change.answer(request.path("method").asString(""), request, () -> ask(body));
      if (answer != null) {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private String ask(byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
