package com.qubetics.dvpn.evm.contract;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// A node's JSON-RPC with one text replaced in the logs that it answers.
final class LyingNode implements AutoCloseable {
  private final HttpServer server;

  /// Hardhat takes the offer of HTTP/2 for one of a WebSocket.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private LyingNode(HttpServer server) {
    this.server = server;
  }

  static LyingNode before(String rpcUrl, String truth, String lie) throws IOException {
    LyingNode node =
        new LyingNode(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    node.server.createContext(
        "/",
        exchange -> {
          String request =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String answer = node.ask(URI.create(rpcUrl), request);
          byte[] body =
              (request.contains("eth_getLogs") ? answer.replace(truth, lie) : answer)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    node.server.start();
    return node;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private String ask(URI rpcUrl, String request) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(rpcUrl)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
