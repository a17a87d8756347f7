package com.qubetics.dvpn.admin.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes questions on to a node up to a number, and nothing any more from there on.
final class BreakingRpc implements AutoCloseable {
  private final URI node;
  private final int breaksAt;
  private final boolean passesTheLast;
  private final AtomicInteger questions = new AtomicInteger();
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  /// @param breaksAt the question that gets no answer
  /// @param passesTheLast whether the node gets that one
  BreakingRpc(String node, int breaksAt, boolean passesTheLast) throws IOException {
    this.node = URI.create(node);
    this.breaksAt = breaksAt;
    this.passesTheLast = passesTheLast;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      int question = questions.incrementAndGet();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (question > breaksAt || (question == breaksAt && !passesTheLast)) {
        return;
      }
      HttpRequest request =
          HttpRequest.newBuilder(node)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      byte[] answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      if (question < breaksAt) {
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
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
