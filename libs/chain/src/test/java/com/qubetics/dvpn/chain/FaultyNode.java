package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An endpoint before a node, with the faults of public ones: gone, silent, hiding logs, or with
/// nodes behind it that lack the newest blocks. Such a node answers everything as of the block that
/// it has, as Evmos would: what is later is not there, and a list of logs that ends later is empty.
public final class FaultyNode implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// How long an answer is waited for in tests, where nobody has ten seconds.
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI node;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private volatile HttpServer server;
  private volatile Predicate<JsonNode> silent = call -> false;
  private volatile BooleanSupplier lagging = () -> false;
  private volatile long blocksBehind;
  private volatile boolean hidesLogs;

  public FaultyNode(String node) {
    this.node = URI.create(node);
    this.server = serve(0);
  }

  /// Its caller, who waits for no answer for long.
  public JsonRpc rpc() {
    return new JsonRpc(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), PATIENCE);
  }

  /// Whether a call has no answer while anybody waits for it.
  public void beSilentAbout(Predicate<JsonNode> calls) {
    silent = calls;
  }

  /// Logs are nowhere, in lists and in receipts.
  public void hideLogs(boolean hidden) {
    hidesLogs = hidden;
  }

  /// @param blocks that the node lacks
  /// @param each whether a request comes to such a node
  public void lag(long blocks, BooleanSupplier each) {
    blocksBehind = blocks;
    lagging = each;
  }

  /// Refuses connections until [#start].
  public void stop() {
    server.stop(0);
  }

  public void start() {
    server = serve(server.getAddress().getPort());
  }

  /// All of them so far.
  public int calls() {
    return calls.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  public int calls(String method) {
    return calls.getOrDefault(method, new AtomicInteger()).get();
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
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      boolean isSilent = false;
      for (JsonNode call : request.isArray() ? request : NODES.arrayNode().add(request)) {
        calls
            .computeIfAbsent(call.path("method").asString(), method -> new AtomicInteger())
            .incrementAndGet();
        isSilent |= silent.test(call);
      }
      if (isSilent) {
        Thread.sleep(PATIENCE.multipliedBy(2));
        return;
      }
      byte[] answer = JSON.writeValueAsBytes(answer(request));
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode answer(JsonNode request) throws IOException, InterruptedException {
    long head =
        lagging.getAsBoolean()
            ? number(ask(call("eth_blockNumber")).path("result")) - blocksBehind
            : Long.MAX_VALUE;
    if (!request.isArray()) {
      return changed(request, ask(asOf(head, request)), head);
    }
    ArrayNode changed = NODES.arrayNode();
    request.forEach(each -> changed.add(asOf(head, each)));
    JsonNode answers = ask(changed);
    if (answers.size() == request.size()) {
      ArrayNode all = NODES.arrayNode();
      for (int i = 0; i < request.size(); i++) {
        all.add(changed(request.get(i), answers.get(i), head));
      }
      return all;
    }
    return answers;
  }

  /// What is asked of the newest state is asked of the block that such a node has.
  private static JsonNode asOf(long head, JsonNode request) {
    String method = request.path("method").asString();
    if (head == Long.MAX_VALUE || method.equals("eth_estimateGas")) {
      return request;
    }
    JsonNode copy = request.deepCopy();
    ArrayNode params = (ArrayNode) copy.path("params");
    for (int i = 0; i < params.size(); i++) {
      String tag = params.get(i).isString() ? params.get(i).asString() : "";
      if (tag.equals("latest") || tag.equals("pending")) {
        params.set(i, NODES.stringNode("0x" + Long.toHexString(head)));
      }
    }
    return copy;
  }

  private JsonNode changed(JsonNode request, JsonNode answer, long head) {
    JsonNode result = answer.path("result");
    JsonNode other =
        switch (request.path("method").asString()) {
          case "eth_blockNumber" ->
              head == Long.MAX_VALUE ? result : NODES.stringNode("0x" + Long.toHexString(head));
          case "eth_getBlockByNumber" -> isLater(result.path("number"), head) ? null : result;
          case "eth_getTransactionReceipt" ->
              isLater(result.path("blockNumber"), head) ? null : withoutLogs(result);
          case "eth_getTransactionByHash" ->
              isLater(result.path("blockNumber"), head) ? null : result;
          case "eth_getLogs" ->
              hidesLogs || isLater(request.path("params").get(0).path("toBlock"), head)
                  ? NODES.arrayNode()
                  : result;
          default -> result;
        };
    if (answer.has("result")) {
      ((ObjectNode) answer).set("result", other == null ? NODES.nullNode() : other);
    }
    return answer;
  }

  private JsonNode withoutLogs(JsonNode receipt) {
    if (hidesLogs && receipt.isObject()) {
      ((ObjectNode) receipt).putArray("logs");
    }
    return receipt;
  }

  private static boolean isLater(JsonNode block, long head) {
    return block.isString() && number(block) > head;
  }

  private static long number(JsonNode hex) {
    return Long.decode(hex.asString());
  }

  private static JsonNode call(String method) {
    ObjectNode call = NODES.objectNode();
    call.put("jsonrpc", "2.0").put("id", 1).put("method", method).putArray("params");
    return call;
  }

  private JsonNode ask(JsonNode request) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(node)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request.toString(), StandardCharsets.UTF_8))
            .build();
    return JSON.readTree(http.send(post, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
