package com.qubetics.dvpn.client;

import com.qubetics.dvpn.controlplane.ClientCalls;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An RPC endpoint whose chain has the nodes of a fake control plane: `eth_chainId`, `eth_call` of
/// `node(address)` and `pricePerGib()`, words by hand.
public final class FakeChain implements AutoCloseable {
  private final HttpServer server;
  private final ClientCalls nodes;

  public FakeChain(InetAddress address, ClientCalls nodes) {
    this.nodes = nodes;
    try {
      server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public URI url() {
    InetSocketAddress at = server.getAddress();
    String host = at.getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://%s:%s".formatted(literal, at.getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = Json.read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
      byte[] answer = Json.bytes(Map.of("jsonrpc", "2.0", "id", 1, "result", result(request)));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private String result(JsonNode request) {
    if ("eth_chainId".equals(request.get("method").asString())) {
      return "0x7a69";
    }
    String data = request.get("params").get(0).get("data").asString();
    if (data.length() == 10) {
      return "0x" + "0".repeat(48) + "0de0b6b3a7640000";
    }
    NodeId id = new NodeId(Address.of(Hex.parse("0x" + data.substring(34))));
    return nodes.node(id).map(FakeChain::words).orElse("0x" + "0".repeat(9 * 64));
  }

  private static String words(FakeNode node) {
    return "0x"
        + "0".repeat(24)
        + Hex.format(node.id().address().bytes()).substring(2)
        + node.tunnelKey().toString().substring(2)
        + node.endpoint().hash().toString().substring(2)
        + "0".repeat(6 * 64);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
