package com.qubetics.dvpn.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.StandInEndpoint.Reply;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Endpoints with limits of all kinds, said in the ways of different vendors: everything is read,
/// and what an endpoint takes is kept.
class LimitsTest {
  private static final Address CONTRACT = Address.parse("0x" + "cc".repeat(20));
  private static final Bytes32 TOPIC = Bytes32.parse("0x" + "11".repeat(32));

  /// How a vendor says no.
  private record Refusal(String words, Function<JsonNode, @Nullable Reply> reply) {
    @Override
    public String toString() {
      return words;
    }
  }

  private static Refusal error(int status, int code, String words) {
    return new Refusal(
        words,
        request ->
            new Reply(
                status,
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":%s,\"message\":\"%s\"}}"
                    .formatted(code, words)));
  }

  private static Refusal page(int status, String words) {
    return new Refusal(words, request -> new Reply(status, "<html><body>" + words + "</body>"));
  }

  static Stream<Refusal> refusals() {
    return Stream.of(
        error(200, -32005, "query returned more than 10000 results"),
        error(200, -32062, "Batch size is too large"),
        error(200, -32600, "Invalid Request"),
        error(200, -32602, "eth_getLogs and eth_newFilter are limited to a 10,000 blocks range"),
        error(200, -32000, "maximum [begin, end] blocks distance: 10"),
        error(400, -32600, "You have exceeded the maximum batch size of 10"),
        error(413, -32614, "eth_getLogs is limited to a 5 range"),
        error(429, 429, "Your app has exceeded its compute units per second capacity"),
        page(413, "413 Request Entity Too Large"),
        page(503, "Service Unavailable"),
        new Refusal("{}", request -> Reply.ok("{}")),
        new Refusal("(expected: ", request -> Reply.ok("")));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void readsBlocksFromAnEndpointThatTakesTenCallsInABatch(Refusal refusal) {
    AtomicInteger refused = new AtomicInteger();
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request -> {
              if (request.size() > 10 && request.isArray()) {
                refused.incrementAndGet();
                return refusal.reply().apply(request);
              }
              return Reply.ok(answers(request));
            })) {
      JsonRpc rpc = endpoint.rpc();
      assertThat(numbers(rpc.blocks(1, 250))).isEqualTo(range(1, 250));
      assertThat(refused).hasValue(4);
      assertThat(rpc.limits())
          .singleElement()
          .asString()
          .startsWith("at most ")
          .contains("calls in a batch")
          .contains(refusal.words());
      endpoint.requests();
      assertThat(numbers(rpc.blocks(1, 500))).isEqualTo(range(1, 500));
      assertThat(endpoint.requests()).isLessThan(500 / 6);
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void readsLogsFromAnEndpointThatTakesTenBlocks(Refusal refusal) {
    AtomicInteger refused = new AtomicInteger();
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request -> {
              long span = to(request) - from(request) + 1;
              if (span > 10) {
                refused.incrementAndGet();
                return refusal.reply().apply(request);
              }
              return Reply.ok(answers(request));
            })) {
      JsonRpc rpc = endpoint.rpc();
      assertThat(blocks(rpc.logs(List.of(CONTRACT), 1, 300))).isEqualTo(logged(1, 300));
      int first = refused.getAndSet(0);
      assertThat(first).isLessThan(10);
      assertThat(rpc.limits()).singleElement().asString().contains(refusal.words());
      assertThat(blocks(rpc.logs(List.of(CONTRACT), 301, 900))).isEqualTo(range(301, 900));
      assertThat(refused.get()).isLessThan(6);
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void readsLogsFromAnEndpointThatGivesFewAtOnce(Refusal refusal) {
    // Each block has one log, block 50 two: more than it gives at all.
    try (StandInEndpoint endpoint = new StandInEndpoint(request -> few(request, refusal))) {
      JsonRpc rpc = endpoint.rpc();
      assertThat(blocks(rpc.logs(List.of(CONTRACT), 1, 80))).isEqualTo(logged(1, 80));
    }
  }

  private static @Nullable Reply few(JsonNode request, Refusal refusal) {
    if (request.path("method").asString("").equals("eth_getLogs")
        && (to(request) > from(request) || from(request) == 50)) {
      return refusal.reply().apply(request);
    }
    return Reply.ok(answers(request));
  }

  @Test
  void readsFromOneThatLeavesOutOrRefusesSingleCallsOfABatch() {
    for (boolean leavesOut : List.of(true, false)) {
      try (StandInEndpoint endpoint =
          new StandInEndpoint(request -> Reply.ok(tenOf(request, leavesOut)))) {
        JsonRpc rpc = endpoint.rpc();
        assertThat(numbers(rpc.blocks(1, 120))).isEqualTo(range(1, 120));
        assertThat(rpc.limits()).hasSize(1);
      }
    }
  }

  private static String tenOf(JsonNode request, boolean leavesOut) {
    if (!request.isArray()) {
      return answers(request);
    }
    List<String> answers = new ArrayList<>();
    for (JsonNode call : request) {
      if (answers.size() < 10) {
        answers.add(answers(call));
      } else if (!leavesOut) {
        answers.add(
            "{\"id\":%s,\"error\":{\"code\":-32005,\"message\":\"limit\"}}"
                .formatted(call.path("id").asLong()));
      }
    }
    return "[" + String.join(",", answers) + "]";
  }

  @Test
  void readsFromOneThatTakesNoBatches() {
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request ->
                request.isArray() ? new Reply(400, "no batches") : Reply.ok(answers(request)))) {
      assertThat(numbers(endpoint.rpc().blocks(1, 30))).isEqualTo(range(1, 30));
    }
  }

  @Test
  void asksForLessAtTheNextTurnWhereAConnectionBreaks() {
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request ->
                request.size() > 60 && request.isArray() ? null : Reply.ok(answers(request)))) {
      JsonRpc rpc = endpoint.rpc();
      assertThatThrownBy(() -> rpc.blocks(1, 100))
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("eth_getBlockByNumber: no answer");
      assertThat(numbers(rpc.blocks(1, 100))).isEqualTo(range(1, 100));
    }
  }

  @Test
  void saysWhatAnEndpointSaysThatRefusesEverythingAndKeepsWhatWorkedBefore() {
    AtomicInteger refusing = new AtomicInteger();
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request ->
                refusing.get() == 1
                    ? new Reply(429, "quota of today is used up")
                    : Reply.ok(answers(request)))) {
      JsonRpc rpc = endpoint.rpc();
      assertThat(rpc.blocks(1, 100)).hasSize(100);
      refusing.set(1);
      assertThatThrownBy(() -> rpc.blocks(1, 100))
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("HTTP 429")
          .hasMessageContaining("quota of today is used up");
      refusing.set(0);
      endpoint.requests();
      assertThat(rpc.blocks(1, 1000)).hasSize(1000);
      assertThat(endpoint.requests()).isLessThan(60);
    }
  }

  @Test
  void findsTheExactLimitOfEverySize() {
    for (int takes = 1; takes <= 130; takes++) {
      int most = takes;
      Limit limit = new Limit("calls", 100);
      int refused = 0;
      for (int request = 0; request < 1_500; request++) {
        int size = limit.size();
        if (limit.attempt(size, () -> answer(size <= most)).isEmpty()) {
          refused++;
        }
      }
      assertThat(limit.size()).isEqualTo(Math.min(most, 100));
      assertThat(refused).isLessThan(14);
      assertThat(limit.told().isPresent()).isEqualTo(most < 100);
    }
  }

  @Test
  void triesMoreAgainAfterLongSuccess() {
    Limit limit = new Limit("calls", 100);
    while (limit.size() != 10) {
      int size = limit.size();
      assertThat(limit.attempt(size, () -> answer(size <= 10)).isPresent()).isEqualTo(size <= 10);
    }
    for (int request = 0; request < 5_000; request++) {
      limit.attempt(limit.size(), () -> answer(true));
    }
    assertThat(limit.size()).isEqualTo(100);
    assertThat(limit.told()).isEqualTo(Optional.empty());
  }

  @Test
  void learnsOfTwoEndpointsEachItsOwn() {
    try (StandInEndpoint small =
            new StandInEndpoint(
                request ->
                    request.size() > 3 && request.isArray()
                        ? new Reply(400, "three at most")
                        : Reply.ok(answers(request)));
        StandInEndpoint large = new StandInEndpoint(request -> Reply.ok(answers(request)))) {
      JsonRpc first = small.rpc();
      JsonRpc second = large.rpc();
      assertThat(first.blocks(1, 100)).isEqualTo(second.blocks(1, 100));
      assertThat(large.requests()).isEqualTo(1);
      assertThat(first.limits()).hasSize(1);
      assertThat(second.limits()).isEmpty();
    }
  }

  private static String answer(boolean taken) {
    if (!taken) {
      throw new ChainException("too many");
    }
    return "taken";
  }

  // A chain in which each block has one transaction with one log, the 50th two.

  private static String answers(JsonNode request) {
    if (request.isArray()) {
      return request
          .valueStream()
          .map(LimitsTest::answers)
          .collect(Collectors.joining(",", "[", "]"));
    }
    JsonNode first = request.path("params").path(0);
    String result =
        switch (request.path("method").asString()) {
          case "eth_getBlockByNumber" -> block(Long.decode(first.asString()));
          case "eth_getTransactionReceipt" ->
              receipt(Long.decode("0x" + first.asString().substring(50)));
          case "eth_getLogs" ->
              LongStream.rangeClosed(from(request), to(request))
                  .mapToObj(LimitsTest::logs)
                  .collect(Collectors.joining(",", "[", "]"));
          default -> throw new IllegalArgumentException(request.toString());
        };
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
        .formatted(request.path("id").asLong(), result);
  }

  private static String block(long number) {
    return String.format(
        Locale.ROOT,
        """
    {"number":"0x%x","hash":"%s","parentHash":"%s","timestamp":"0x1","transactions":["%s"],
     "logsBloom":"%s","baseFeePerGas":"0x7"}\
    """,
        number,
        hash(number),
        hash(number - 1),
        hash(number),
        "0x" + "ff".repeat(LogBloom.LENGTH));
  }

  private static String receipt(long number) {
    return String.format(
        Locale.ROOT,
        """
    {"transactionHash":"%s","blockNumber":"0x%x","blockHash":"%s","logs":[%s]}\
    """,
        hash(number),
        number,
        hash(number),
        logs(number));
  }

  private static String logs(long block) {
    String log =
        String.format(
            Locale.ROOT,
            """
        {"address":"%s","topics":["%s"],"data":"0x","blockNumber":"0x%x","blockHash":"%s",
         "transactionHash":"%s","logIndex":"0x0"}\
        """,
            CONTRACT,
            TOPIC,
            block,
            hash(block),
            hash(block));
    return block == 50
        ? log + "," + log.replace("\"logIndex\":\"0x0\"", "\"logIndex\":\"0x1\"")
        : log;
  }

  private static Bytes32 hash(long number) {
    return Bytes32.parse(String.format(Locale.ROOT, "0x%064x", number));
  }

  private static long from(JsonNode request) {
    return Long.decode(request.path("params").path(0).path("fromBlock").asString("0x0"));
  }

  private static long to(JsonNode request) {
    return Long.decode(request.path("params").path(0).path("toBlock").asString("0x0"));
  }

  private static List<Long> numbers(List<Block> blocks) {
    return blocks.stream().map(Block::number).toList();
  }

  private static List<Long> blocks(List<RawLog> logs) {
    return logs.stream().map(RawLog::block).toList();
  }

  /// The blocks of the logs in a range.
  private static List<Long> logged(long from, long to) {
    List<Long> blocks = new ArrayList<>(range(from, to));
    blocks.add(50, 50L);
    return blocks;
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
