package com.qubetics.dvpn.client.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.client.gateway.NetworkFacts;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AnchorContents;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
  private int status = 200;
  private @Nullable Function<JsonNode, String> body;
  private String storage = word(0) + word(0) + word(0);
  private List<String> logs = List.of();

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody());
          byte[] answer =
              body == null
                  ? Json.MAPPER.writeValueAsBytes(Map.of("result", answer(request)))
                  : body.apply(request).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          try (exchange) {
            exchange.getResponseBody().write(answer);
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

  private record Method(String name, Set<String> allowed, Function<Chain, Object> call) {}

  /// Every call of this client, with the answers that its method allows besides the right one.
  private static final List<Method> METHODS =
      List.of(
          new Method("eth_chainId", Set.of(), Chain::chainId),
          new Method("eth_call", Set.of(), chain -> chain.node(new NodeId(CONTRACT))),
          new Method("eth_call", Set.of(), chain -> chain.anchor(5, Anchor.Kind.SESSIONS)),
          new Method("eth_call", Set.of(), chain -> chain.proposalOfEpoch(5)),
          new Method("eth_call", Set.of(), Chain::pricePerGib),
          new Method("eth_call", Set.of(), Chain::prices),
          new Method("eth_getBalance", Set.of(), chain -> chain.balance(new Account(CONTRACT))),
          new Method("eth_getBlockByNumber", Set.of("null"), chain -> chain.blockHash(7)));

  @Test
  void refusesEveryAnswerThatItsMethodDoesNotDefineByOneLineThatSaysWhatCame() {
    List<String> results =
        List.of(
            "null",
            "5",
            "true",
            "\"\"",
            "\"0x\"",
            "\"0xzz\"",
            "\"0x123\"",
            "\"7\"",
            "[]",
            "{}",
            "{\"hash\":5}",
            "\"0x" + "f".repeat(641) + "\"");
    for (Method method : METHODS) {
      for (String result : results) {
        boolean quantity = result.equals("\"0x123\"") && !method.name().equals("eth_call");
        if (!method.allowed().contains(result) && !quantity) {
          refuses(method, 200, "{\"result\":" + result + "}");
        }
      }
      String page = "<html>\n<body>" + "busy ".repeat(500);
      for (String other :
          List.of("", "null", "5", "[]", "{}", "{\"result\"", "{\"error\":\"quota\"}", page)) {
        refuses(method, 200, other);
        refuses(method, 502, other);
      }
    }
  }

  private void refuses(Method method, int code, String answer) {
    status = code;
    body = request -> answer;
    assertThatThrownBy(() -> method.call().apply(chain))
        .as("%s answered %d %s", method.name(), code, answer)
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining(method.name() + ": HTTP " + code)
        .hasMessageNotContaining("\n")
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void readsPricesFromAnEndpointThatGivesTheEventsOfTenBlocks() {
    AtomicInteger refused = new AtomicInteger();
    body = request -> prices(request, refused);
    assertThat(chain.prices().changes())
        .extracting(PriceHistory.Change::pricePerGib)
        .containsExactly(new TokenAmount(BigInteger.TWO), new TokenAmount(BigInteger.valueOf(9)));
    assertThat(refused.get()).isLessThan(10);
  }

  /// A chain of 1,000 blocks; the price changes in blocks 300 and 777.
  private static String prices(JsonNode request, AtomicInteger refused) {
    JsonNode asked = request.get("params").path(0);
    return switch (request.get("method").asString()) {
      case "eth_call" -> "{\"result\":\"0x" + word(9) + "\"}";
      case "eth_blockNumber" -> "{\"result\":\"0x3e8\"}";
      case "eth_getBlockByNumber" -> "{\"result\":{\"timestamp\":\"0x5\"}}";
      default -> {
        long from = Long.decode(asked.get("fromBlock").asString());
        long to = Long.decode(asked.get("toBlock").asString());
        if (to - from >= 10) {
          refused.incrementAndGet();
          yield "{\"error\":{\"code\":-32005,\"message\":\"ten blocks at most\"}}";
        }
        yield Stream.of(new long[] {300, 2}, new long[] {777, 9})
            .filter(change -> change[0] >= from && change[0] <= to)
            .map(
                change ->
                    "{\"blockNumber\":\"0x%x\",\"data\":\"0x%s\"}"
                        .formatted(change[0], word(change[1])))
            .collect(Collectors.joining(",", "{\"result\":[", "]}"));
      }
    };
  }

  @Test
  void offersNoPassThatTheVaultWouldNotSell() {
    body = request -> "{\"result\":\"0x" + word(0) + "\"}";
    assertThatThrownBy(() -> chain.buyPass(new Account(CONTRACT), 1))
        .hasMessageContaining("sells no passes");
    body = request -> "{\"result\":\"0x" + word(1) + "\"}";
    assertThatThrownBy(() -> chain.buyPass(new Account(CONTRACT), (1L << 30) + 1))
        .hasMessageContaining("1 to 1073741824");
    assertThat(chain.buyPass(new Account(CONTRACT), 3).value().baseUnits()).isEqualTo(3);
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
