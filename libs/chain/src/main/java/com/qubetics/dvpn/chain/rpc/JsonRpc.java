package com.qubetics.dvpn.chain.rpc;

import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.abi.Words;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One EVM node's JSON-RPC over HTTP. Blocking, for any number of threads; every call ends within
/// the time-outs below. Throws [RpcError] where the node answers with an error, [ChainException]
/// where there is no usable answer.
public final class JsonRpc {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration WHOLE_ANSWER = ANSWER_TIMEOUT.multipliedBy(2);

  /// Calls in one HTTP request; nodes limit it, most at 100 or more.
  private static final int BATCH = 100;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI endpoint;
  private final AtomicLong ids = new AtomicLong();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  public JsonRpc(URI endpoint) {
    this.endpoint = endpoint;
  }

  public long chainId() {
    return number(call("eth_chainId"));
  }

  public long blockNumber() {
    return number(call("eth_blockNumber"));
  }

  /// The canonical block of this number, if the node has it.
  public Optional<Block> block(long number) {
    return block(call("eth_getBlockByNumber", quantity(number), false));
  }

  public Block latestBlock() {
    return block(call("eth_getBlockByNumber", "latest", false))
        .orElseThrow(() -> new ChainException("the node has no block"));
  }

  /// The canonical blocks of a range.
  ///
  /// @throws ChainException if the node lacks one
  public List<Block> blocks(long from, long to) {
    List<Object[]> numbers =
        LongStream.rangeClosed(from, to)
            .mapToObj(number -> new Object[] {quantity(number), false})
            .toList();
    return batch("eth_getBlockByNumber", numbers).stream()
        .map(block -> block(block).orElseThrow(() -> new ChainException("the node lacks a block")))
        .toList();
  }

  /// All logs of a block, taken from the receipts of its transactions.
  ///
  /// @throws ChainException if the node lacks one of them
  public List<RawLog> logsOf(Block block) {
    List<Object[]> transactions =
        block.transactions().stream().map(hash -> new Object[] {hash.toString()}).toList();
    List<RawLog> logs = new ArrayList<>();
    for (JsonNode receipt : batch("eth_getTransactionReceipt", transactions)) {
      if (receipt.isNull() || !hash(receipt.path("blockHash")).equals(block.hash())) {
        throw new ChainException("the node lacks receipts of block %d".formatted(block.number()));
      }
      receipt.path("logs").forEach(log -> logs.add(log(log)));
    }
    return List.copyOf(logs);
  }

  /// The logs of some contracts in a range of blocks, in the order of the chain.
  public List<RawLog> logs(List<Address> contracts, long from, long to) {
    Map<String, Object> filter = new LinkedHashMap<>();
    filter.put("address", contracts.stream().map(Address::toString).toList());
    filter.put("fromBlock", quantity(from));
    filter.put("toBlock", quantity(to));
    return logs(filter);
  }

  /// The same of one kind of event.
  ///
  /// @param topic the event's
  public List<RawLog> logs(List<Address> contracts, Bytes32 topic, long from, long to) {
    Map<String, Object> filter = new LinkedHashMap<>();
    filter.put("address", contracts.stream().map(Address::toString).toList());
    filter.put("topics", List.of(topic.toString()));
    filter.put("fromBlock", quantity(from));
    filter.put("toBlock", quantity(to));
    return logs(filter);
  }

  private List<RawLog> logs(Map<String, Object> filter) {
    List<RawLog> logs = new ArrayList<>();
    for (JsonNode log : call("eth_getLogs", filter)) {
      logs.add(log(log));
    }
    return List.copyOf(logs);
  }

  /// Calls a view at the newest block.
  public byte[] view(Address to, byte[] data) {
    Map<String, Object> call = Map.of("to", to.toString(), "data", Hex.format(data));
    return Hex.parse(call("eth_call", call, "latest").asString());
  }

  /// @param to null for a deployment
  public long estimateGas(Address from, @Nullable Address to, BigInteger value, byte[] data) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("from", from.toString());
    if (to != null) {
      call.put("to", to.toString());
    }
    call.put("value", quantity(value));
    call.put("data", Hex.format(data));
    return number(call("eth_estimateGas", call));
  }

  public BigInteger maxPriorityFeePerGas() {
    return big(call("eth_maxPriorityFeePerGas"));
  }

  public BigInteger balance(Address account) {
    return big(call("eth_getBalance", account.toString(), "latest"));
  }

  public byte[] code(Address contract) {
    return Hex.parse(call("eth_getCode", contract.toString(), "latest").asString());
  }

  /// How many transactions of this account are in blocks.
  public long nonce(Address account) {
    return number(call("eth_getTransactionCount", account.toString(), "latest"));
  }

  /// The same with those that wait in the node's pool.
  public long pendingNonce(Address account) {
    return number(call("eth_getTransactionCount", account.toString(), "pending"));
  }

  public void sendRawTransaction(byte[] signed) {
    call("eth_sendRawTransaction", Hex.format(signed));
  }

  public Optional<Receipt> receipt(Bytes32 transaction) {
    JsonNode receipt = call("eth_getTransactionReceipt", transaction.toString());
    if (receipt.isNull()) {
      return Optional.empty();
    }
    JsonNode contract = receipt.path("contractAddress");
    return Optional.of(
        new Receipt(
            transaction,
            number(receipt.path("blockNumber")),
            hash(receipt.path("blockHash")),
            number(receipt.path("status")) == 1,
            number(receipt.path("gasUsed")),
            big(receipt.path("effectiveGasPrice")),
            contract.isString()
                ? Optional.of(Address.parse(contract.asString()))
                : Optional.empty()));
  }

  /// Any call; the result, which may be a JSON null.
  public JsonNode call(String method, Object... params) {
    return result(method, exchange(method, JSON.writeValueAsString(request(method, params))));
  }

  /// The same call with several parameters, in few HTTP requests; the results in their order.
  private List<JsonNode> batch(String method, List<Object[]> params) {
    List<JsonNode> results = new ArrayList<>();
    for (int from = 0; from < params.size(); from += BATCH) {
      List<Map<String, Object>> requests =
          params.subList(from, Math.min(params.size(), from + BATCH)).stream()
              .map(each -> request(method, each))
              .toList();
      Map<Long, JsonNode> answers = new HashMap<>();
      for (JsonNode answer : exchange(method, JSON.writeValueAsString(requests))) {
        answers.put(answer.path("id").asLong(-1), answer);
      }
      for (Map<String, Object> request : requests) {
        JsonNode answer = answers.get(request.get("id"));
        if (answer == null) {
          throw new ChainException(method + ": no answer to a call of a batch");
        }
        results.add(result(method, answer));
      }
    }
    return results;
  }

  private Map<String, Object> request(String method, Object... params) {
    return Map.of(
        "jsonrpc", "2.0", "id", ids.incrementAndGet(), "method", method, "params", params);
  }

  private static JsonNode result(String method, JsonNode answer) {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      JsonNode data = error.path("data");
      throw new RpcError(
          error.path("code").asInt(0),
          error.path("message").asString(""),
          data.isString() ? data.asString() : null);
    }
    if (!answer.has("result")) {
      throw new ChainException(method + ": answer without result");
    }
    return answer.path("result");
  }

  private JsonNode exchange(String method, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    // The request's own limit ends with the answer's headers.
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      return JSON.readTree(answer.get(WHOLE_ANSWER.toSeconds(), TimeUnit.SECONDS).body());
    } catch (ExecutionException | TimeoutException | JacksonException e) {
      throw new ChainException(method + ": no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException(method + ": interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static Optional<Block> block(JsonNode block) {
    if (block.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        new Block(
            number(block.path("number")),
            hash(block.path("hash")),
            hash(block.path("parentHash")),
            Instant.ofEpochSecond(number(block.path("timestamp"))),
            block.path("transactions").valueStream().map(hash -> hash(hash)).toList(),
            new LogBloom(Hex.parse(block.path("logsBloom").asString())),
            big(block.path("baseFeePerGas"))));
  }

  private static RawLog log(JsonNode log) {
    return new RawLog(
        Address.parse(log.path("address").asString()),
        log.path("topics").valueStream().map(topic -> hash(topic)).toList(),
        Words.split(Hex.parse(log.path("data").asString())),
        number(log.path("blockNumber")),
        hash(log.path("blockHash")),
        hash(log.path("transactionHash")),
        (int) number(log.path("logIndex")));
  }

  private static Bytes32 hash(JsonNode node) {
    return Bytes32.parse(node.asString());
  }

  private static long number(JsonNode node) {
    return big(node).longValueExact();
  }

  /// A quantity; a member that older nodes leave out counts as zero.
  private static BigInteger big(JsonNode node) {
    String text = node.isString() ? node.asString() : "0x0";
    return new BigInteger(text.substring(2), 16);
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String quantity(BigInteger number) {
    return "0x" + number.toString(16);
  }
}
