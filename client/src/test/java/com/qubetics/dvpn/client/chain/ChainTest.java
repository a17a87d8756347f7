package com.qubetics.dvpn.client.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.client.gateway.NetworkFacts;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AnchorContents;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// An anchor's way from two answers of an endpoint that may say anything.
class ChainTest {
  private static final Address CONTRACT = Address.parse("0x" + "cc".repeat(20));
  private static final Bytes32 ROOT = Bytes32.parse("0x" + "11".repeat(32));
  private static final Bytes32 HASH = Bytes32.parse("0x" + "22".repeat(32));
  private static final AnchorContents CONTENTS =
      new AnchorContents(ROOT, 3, BigInteger.valueOf(7), HASH);
  private static final long BLOCK = 40;

  private HttpServer server;
  private Chain chain;
  private String storage = word(0) + word(0) + word(0);
  private List<String> logs = List.of();

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              Json.MAPPER.writeValueAsBytes(
                  Map.of("result", answer(Json.MAPPER.readTree(exchange.getRequestBody()))));
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    chain =
        Chain.at(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            new NetworkFacts(
                "test", 31337, CONTRACT, CONTRACT, CONTRACT, 0, 60, 5, null, null, null));
  }

  @AfterEach
  void stop() {
    chain.close();
    server.stop(0);
  }

  @Test
  void findsTheContentsThatStorageCommitsToAmongTheBlocksEvents() {
    storage = word(2) + word(BLOCK) + CONTENTS.commitment().toString().substring(2);
    logs = List.of(event(1, 3, 8), event(2, 3, 7));

    assertThat(chain.anchor(5, Anchor.Kind.PERFORMANCE))
        .contains(new Anchor(ROOT, 3, BigInteger.valueOf(7), HASH, 2, BLOCK));
  }

  @Test
  void saysThatNothingIsAnchored() {
    assertThat(chain.anchor(5, Anchor.Kind.PERFORMANCE)).isEmpty();
  }

  @Test
  void refusesAnEventThatStorageDoesNotCommitTo() {
    storage = word(1) + word(BLOCK) + CONTENTS.commitment().toString().substring(2);
    logs = List.of(event(1, 3, 8));

    assertThatThrownBy(() -> chain.anchor(5, Anchor.Kind.PERFORMANCE))
        .isInstanceOf(GatewayException.class)
        .hasMessageStartingWith("ANCHOR_EVENT_MISSING");
  }

  @Test
  void refusesAnEndpointThatHasLostItsEvents() {
    storage = word(1) + word(BLOCK) + CONTENTS.commitment().toString().substring(2);
    logs = List.of("0x", "0x" + word(1));

    assertThatThrownBy(() -> chain.anchor(5, Anchor.Kind.PERFORMANCE))
        .isInstanceOf(GatewayException.class)
        .hasMessageStartingWith("ANCHOR_EVENT_MISSING");
  }

  private Object answer(JsonNode request) {
    JsonNode asked = request.get("params").get(0);
    if (request.get("method").asString().equals("eth_call")) {
      return "0x" + storage;
    }
    assertThat(asked.get("fromBlock").asString()).isEqualTo("0x28");
    assertThat(asked.get("toBlock").asString()).isEqualTo("0x28");
    assertThat(asked.get("topics").get(1).asString()).isEqualTo("0x" + word(5));
    assertThat(asked.get("topics").get(2).asString()).isEqualTo("0x" + word(1));
    return logs.stream().map(data -> Map.of("data", data)).toList();
  }

  private static String event(long version, long leaves, long total) {
    return "0x"
        + word(version)
        + ROOT.toString().substring(2)
        + word(leaves)
        + word(total)
        + HASH.toString().substring(2);
  }

  private static String word(long value) {
    return "%064x".formatted(value);
  }
}
