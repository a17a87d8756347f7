package com.qubetics.dvpn.engines.qubetics;

import com.qubetics.dvpn.engines.EngineException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON-RPC over HTTP, single calls and batches, as geth's server does it (`rpc/http.go`,
/// `rpc/handler.go`): 5 MiB a request, JSON only; a batch is answered in its order, an empty one
/// with one error. This client puts no limit to a batch; a cap is answered as geth does from 1.13
/// on, and cosmos/evm from 0.4 (`batch-request-limit`): with one error for all.
final class Door implements AutoCloseable {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long MAX_BYTES = 5 * 1024 * 1024;

  static {
    // Without it the JDK's server makes a caller wait 40 ms for the second part of an answer. Read
    // once, when the first server of a JVM is made.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final QubeticsLike chain;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Door(QubeticsLike chain, InetSocketAddress address) {
    this.chain = chain;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new EngineException("could not listen on " + address, e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Breaks what is under way.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
        send(exchange, 415, "invalid content type, only application/json is supported\n");
        return;
      }
      byte[] body = exchange.getRequestBody().readNBytes((int) MAX_BYTES + 1);
      if (body.length > MAX_BYTES) {
        send(exchange, 413, "content length too large (%s>%s)\n".formatted(body.length, MAX_BYTES));
        return;
      }
      JsonNode answer = answer(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      send(exchange, 200, answer.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private JsonNode answer(byte[] body) throws InterruptedException {
    JsonNode request;
    try {
      request = Behind.JSON.readTree(body);
    } catch (JacksonException e) {
      return error(NODES.nullNode(), new Refusal(-32700, "parse error", null));
    }
    if (!request.isArray()) {
      return one(request);
    }
    if (request.isEmpty()) {
      return error(NODES.nullNode(), new Refusal(-32600, "empty batch", null));
    }
    ArrayNode answers = NODES.arrayNode();
    int cap = chain.settings().caps().batch();
    if (cap > 0 && request.size() > cap) {
      Refusal refusal = new Refusal(-32600, "batch too large", null);
      return answers.add(error(request.get(0).path("id"), refusal));
    }
    for (JsonNode call : request) {
      answers.add(one(call));
    }
    return answers;
  }

  private JsonNode one(JsonNode call) throws InterruptedException {
    JsonNode id = call.path("id");
    if (!call.path("method").isString()) {
      return error(id, new Refusal(-32600, "invalid request", null));
    }
    JsonNode parameters = call.path("params");
    if (!parameters.isArray()) {
      parameters = NODES.arrayNode();
    }
    try {
      JsonNode result = chain.answer(call.get("method").asString(), parameters);
      ObjectNode answer = envelope(id);
      answer.set("result", result);
      return answer;
    } catch (Refusal refusal) {
      return error(id, refusal);
    } catch (RuntimeException e) {
      // As geth's server does it with a method that panics (rpc/service.go).
      return error(id, new Refusal("method handler crashed"));
    }
  }

  private static JsonNode error(JsonNode id, Refusal refusal) {
    ObjectNode answer = envelope(id);
    ObjectNode error = answer.putObject("error");
    error.put("code", refusal.code());
    error.put("message", refusal.words());
    if (refusal.data() != null) {
      error.put("data", refusal.data());
    }
    return answer;
  }

  private static ObjectNode envelope(JsonNode id) {
    ObjectNode envelope = NODES.objectNode();
    envelope.put("jsonrpc", "2.0");
    envelope.set("id", id.isMissingNode() ? NODES.nullNode() : id);
    return envelope;
  }
}
