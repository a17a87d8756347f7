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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
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
  private static final long DEPLOYED = 100;

  /// Block → price.
  private final Map<Long, Long> changes = new TreeMap<>();

  private final AtomicInteger refusals = new AtomicInteger();
  private long now;
  private long headOfLogs = HEAD;
  private HttpServer server;
  private Chain chain;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode request = Json.read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
          byte[] body = Json.bytes(request.isArray() ? answers(request) : answer(request));
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    NetworkFacts network =
        new NetworkFacts(
            "test", 31337, CONTRACT, CONTRACT, CONTRACT, 0, 60, 5, DEPLOYED, null, null, price(7),
            null, null, null, null);
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

  /// Up and back again leaves the price where it was: without the events it would seem never to
  /// have changed.
  @Test
  void missesNoChangeAtANodeThatIsBehindOrSaysThatItCantTell() {
    changes.putAll(Map.of(3_000L, 9L, 3_100L, 7L, 4_990L, 8L, HEAD, 7L));
    now = 7;
    headOfLogs = HEAD - 1;
    assertThat(between(0, 60_000)).containsExactly(price(7), price(9), price(8));

    headOfLogs = 90;
    assertThatThrownBy(() -> chain.prices())
        .isInstanceOf(GatewayException.class)
        .hasMessageStartingWith("PRICE_EVENT_MISSING")
        .hasMessageContaining("the vault's own deployment");
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

  private List<Object> answers(JsonNode requests) {
    List<Object> answers = new ArrayList<>();
    requests.forEach(request -> answers.add(answer(request)));
    return answers;
  }

  private Map<String, Object> answer(JsonNode request) {
    Map<String, Object> answer = new HashMap<>(unnumbered(request));
    answer.put("id", request.get("id"));
    return answer;
  }

  private Map<String, Object> unnumbered(JsonNode request) {
    JsonNode first = request.get("params").path(0);
    return switch (request.get("method").asString()) {
      case "eth_call" -> Map.of("result", word(now));
      case "eth_blockNumber" -> Map.of("result", hex(HEAD));
      case "eth_getBlockByNumber" -> Map.of("result", block(number(first)));
      case "eth_getTransactionReceipt" -> Map.of("result", receipt(number(first)));
      case "eth_getLogs" -> logs(number(first.get("fromBlock")), number(first.get("toBlock")));
      default -> throw new IllegalStateException(request.toString());
    };
  }

  private Map<String, Object> logs(long from, long to) {
    assertThat(from).isGreaterThanOrEqualTo(DEPLOYED);
    if (to - from >= MOST_BLOCKS) {
      refusals.incrementAndGet();
      return Map.of("error", Map.of("code", -32005, "message", "too many blocks"));
    }
    return Map.of(
        "result",
        to > headOfLogs
            ? List.of()
            : LongStream.rangeClosed(from, to)
                .boxed()
                .flatMap(block -> logsOf(block).stream())
                .toList());
  }

  private List<Map<String, Object>> logsOf(long block) {
    List<Map<String, Object>> logs = new ArrayList<>();
    if (block == DEPLOYED) {
      logs.add(log(block, "RoleGranted(bytes32,address,address)", 0));
    }
    if (changes.containsKey(block)) {
      logs.add(log(block, "PriceChanged(uint256)", changes.get(block)));
    }
    return logs;
  }

  private Map<String, Object> block(long number) {
    boolean has = !logsOf(number).isEmpty();
    return Map.of(
        "number", hex(number),
        "hash", word(number),
        "parentHash", word(number - 1),
        "timestamp", hex(10 * number),
        "transactions", has ? List.of(word(number)) : List.of(),
        "logsBloom", "0x" + (has ? "f" : "0").repeat(512));
  }

  private Map<String, Object> receipt(long number) {
    return Map.of(
        "transactionHash", word(number), "blockHash", word(number), "logs", logsOf(number));
  }

  private static Map<String, Object> log(long block, String event, long price) {
    return Map.of(
        "address", CONTRACT.toString(),
        "topics", List.of(Abi.topic(event).toString()),
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
    return String.format(Locale.ROOT, "0x%064x", value);
  }
}
