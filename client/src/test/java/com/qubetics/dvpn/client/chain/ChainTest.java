package com.qubetics.dvpn.client.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The vault's prices and passes as an endpoint tells them that gives at most 1000 blocks' events
/// at once. Block n is of second 10 n.
class ChainTest {
  private static final Address CONTRACT = Address.parse("0x" + "cc".repeat(20));
  private static final long MOST_BLOCKS = 1_000;
  private static final long HEAD = 5_000;

  /// Block → price.
  private final Map<Long, Long> changes = new TreeMap<>();

  private final AtomicInteger refusals = new AtomicInteger();
  private long now;
  private HttpServer server;
  private Chain chain;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode request = Json.read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
          byte[] body = Json.bytes(answer(request));
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    NetworkFacts network =
        new NetworkFacts(
            "test", 31337, CONTRACT, CONTRACT, CONTRACT, 0, 60, 5, 100L, null, null, price(7), null,
            null, null, null);
    chain = Chain.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), network);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void isThatOfTheDeploymentWhereNothingChanged() {
    now = 7;

    assertThat(chain.prices()).isEqualTo(new PriceHistory(price(7), List.of()));
    assertThat(between(0, 1_000_000)).containsExactly(price(7));
  }

  @Test
  void findsEachChangeThoughTheEndpointGivesFewBlocksAtOnce() {
    changes.putAll(Map.of(100L, 8L, 3_000L, 9L, HEAD, 10L));
    now = 10;

    assertThat(between(0, 999)).containsExactly(price(7));
    assertThat(between(0, 1_000)).containsExactly(price(7), price(8));
    assertThat(between(2_000, 29_999)).containsExactly(price(8));
    assertThat(between(2_000, 60_000)).containsExactly(price(8), price(9), price(10));
    assertThat(between(50_000, 60_000)).containsExactly(price(10));
    assertThat(refusals).hasPositiveValue();
  }

  @Test
  void refusesAnEndpointThatHidesAChange() {
    now = 8;

    assertThatThrownBy(() -> chain.prices())
        .isInstanceOf(GatewayException.class)
        .hasMessageStartingWith("PRICE_EVENT_MISSING");
  }

  @Test
  void tellsWhatTheEndpointHasRefusedAsNoAnswer() {
    server.stop(0);

    assertThatThrownBy(() -> chain.chainId())
        .isInstanceOf(GatewayException.class)
        .hasMessageStartingWith("eth_chainId: no answer")
        .hasMessageContaining("rpc http://127.0.0.1:");
  }

  @Test
  void offersNoPassThatTheVaultWouldNotSell() {
    Account account = new Account(CONTRACT);
    assertThatThrownBy(() -> chain.buyPass(account, 1)).hasMessageContaining("sells no passes");

    now = 1;
    assertThatThrownBy(() -> chain.buyPass(account, (1L << 30) + 1))
        .hasMessageContaining("1 to 1073741824");
    assertThat(chain.buyPass(account, 3).value().baseUnits()).isEqualTo(3);
  }

  private List<TokenAmount> between(long from, long to) {
    return List.copyOf(
        chain.prices().between(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to)));
  }

  private Map<String, Object> answer(JsonNode request) {
    JsonNode first = request.get("params").path(0);
    return switch (request.get("method").asString()) {
      case "eth_call" -> Map.of("result", word(now));
      case "eth_blockNumber" -> Map.of("result", hex(HEAD));
      case "eth_getBlockByNumber" -> Map.of("result", block(number(first)));
      case "eth_getLogs" -> logs(number(first.get("fromBlock")), number(first.get("toBlock")));
      default -> throw new IllegalStateException(request.toString());
    };
  }

  private Map<String, Object> logs(long from, long to) {
    assertThat(from).isGreaterThanOrEqualTo(100);
    if (to - from >= MOST_BLOCKS) {
      refusals.incrementAndGet();
      return Map.of("error", Map.of("code", -32005, "message", "too many blocks"));
    }
    return Map.of(
        "result",
        changes.entrySet().stream()
            .filter(change -> from <= change.getKey() && change.getKey() <= to)
            .map(change -> log(change.getKey(), change.getValue()))
            .toList());
  }

  private static Map<String, Object> block(long number) {
    return Map.of(
        "number", hex(number),
        "hash", word(number),
        "parentHash", word(number - 1),
        "timestamp", hex(10 * number),
        "transactions", List.of(),
        "logsBloom", "0x" + "0".repeat(512));
  }

  private static Map<String, Object> log(long block, long price) {
    return Map.of(
        "address", CONTRACT.toString(),
        "topics", List.of(Abi.topic("PriceChanged(uint256)").toString()),
        "data", word(price),
        "blockNumber", hex(block),
        "blockHash", word(block),
        "transactionHash", word(block),
        "logIndex", "0x0");
  }

  private static TokenAmount price(long units) {
    return TokenAmount.parse(Long.toString(units));
  }

  private static long number(JsonNode quantity) {
    return Long.parseLong(quantity.asString().substring(2), 16);
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String word(long value) {
    return "0x%064x".formatted(value);
  }
}
