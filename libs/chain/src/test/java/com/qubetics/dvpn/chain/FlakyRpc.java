package com.qubetics.dvpn.chain;

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
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Passes JSON-RPC on to a node, and breaks where a test says so: what a crash of the caller, a
/// node that is restarted or one that hides logs look like.
public final class FlakyRpc implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private volatile URI node;
  private volatile HttpServer server;
  private volatile String refused = "";
  private volatile String swallowed = "";
  private volatile long blocksBehind;
  private volatile BooleanSupplier hidesLogs = () -> false;
  private volatile BooleanSupplier hidesReceipts = () -> false;

  public FlakyRpc(String node) {
    this.node = URI.create(node);
    this.server = serve(0);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /// From here on it passes on to another node.
  public void turnTo(String other) {
    node = URI.create(other);
  }

  /// Such a call never reaches the node.
  public void refuse(String method) {
    refused = method;
  }

  /// Such a call reaches the node, its answer nobody.
  public void swallowAnswerOf(String method) {
    swallowed = method;
  }

  public void refuseNothing() {
    refused = "";
    swallowed = "";
  }

  /// When to answer `eth_getLogs` with nothing.
  public void hideLogs(BooleanSupplier when) {
    hidesLogs = when;
  }

  /// When to leave the logs out of receipts.
  public void hideLogsInReceipts(BooleanSupplier when) {
    hidesReceipts = when;
  }

  /// How far its newest block is behind the node's.
  public void lagBy(long blocks) {
    blocksBehind = blocks;
  }

  /// Breaks all connections and is gone until [#start].
  public void stop() {
    server.stop(0);
  }

  public void start() {
    server = serve(port());
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private HttpServer serve(int port) {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      started.createContext("/", this::pass);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String text = new String(body, StandardCharsets.UTF_8);
      if (!refused.isEmpty() && text.contains(refused)) {
        return;
      }
      HttpRequest request =
          HttpRequest.newBuilder(node)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      byte[] answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      if (!swallowed.isEmpty() && text.contains(swallowed)) {
        return;
      }
      if (text.contains("eth_getLogs") && hidesLogs.getAsBoolean()) {
        ObjectNode empty = (ObjectNode) JSON.readTree(answer);
        empty.putArray("result");
        answer = JSON.writeValueAsBytes(empty);
      } else if (text.contains("eth_blockNumber")) {
        ObjectNode number = (ObjectNode) JSON.readTree(answer);
        long behind = Long.decode(number.path("result").asString()) - blocksBehind;
        number.put("result", "0x" + Long.toHexString(behind));
        answer = JSON.writeValueAsBytes(number);
      } else if (text.contains("eth_getTransactionReceipt") && hidesReceipts.getAsBoolean()) {
        JsonNode receipts = JSON.readTree(answer);
        receipts.findParents("logs").forEach(receipt -> ((ObjectNode) receipt).putArray("logs"));
        answer = JSON.writeValueAsBytes(receipts);
      }
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
