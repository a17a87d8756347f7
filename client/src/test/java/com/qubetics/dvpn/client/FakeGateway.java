package com.qubetics.dvpn.client;

import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.client.gateway.NetworkFacts;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// Gateway, ledger, selector and RPC endpoint in one, with the protocol's forms and strict about
/// what clients sign. Plain HTTP.
public final class FakeGateway implements AutoCloseable {
  public static final NetworkFacts NETWORK =
      new NetworkFacts(
          "test",
          31337,
          Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38"),
          Address.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
          Address.parse("0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a"),
          1_790_000_000,
          60,
          5,
          null,
          null,
          "gateway.dvpn.test");
  private static final Domain DOMAIN = NETWORK.domain();
  private static final BootId BOOT = BootId.parse("0x" + "0b".repeat(16));
  private static final long WAIT_MILLIS = 2_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<NodeId, FakeNode> nodes = new LinkedHashMap<>();
  private final Map<SessionId, Grant> sessions = new HashMap<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicReference<@Nullable Signed<Usage>> usage = new AtomicReference<>();

  /// What clients did, in order.
  public final List<Signed<Ack>> acks = new CopyOnWriteArrayList<>();

  public final List<SessionId> ended = new CopyOnWriteArrayList<>();
  public final List<Account> logins = new CopyOnWriteArrayList<>();

  /// Nodes that take no session, and why; each makes the ledger wait for [#REFUSAL_MILLIS].
  public final Map<NodeId, String> refusing = new ConcurrentHashMap<>();

  public static final double REFUSAL_MILLIS = 25;

  /// How long tokens live.
  public volatile long tokenSeconds = 900;

  /// Requests under an Idempotency-Key that are done and whose answers get lost.
  public final AtomicInteger losing = new AtomicInteger();

  /// Requests under an Idempotency-Key that are said to be in flight.
  public final AtomicInteger inFlight = new AtomicInteger();

  private final Map<String, Answer> kept = new ConcurrentHashMap<>();

  private volatile @Nullable AppKey appKey;
  private volatile @Nullable Account account;

  public FakeGateway() {
    this(InetAddress.getLoopbackAddress());
  }

  public FakeGateway(InetAddress address) {
    try {
      server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    String host = server.getAddress().getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host, server.getAddress().getPort()));
  }

  public URI rpc() {
    return url().resolve("/rpc");
  }

  /// Nodes are candidates in the order in which they were added.
  public void add(FakeNode node) {
    nodes.put(node.id(), node);
  }

  public void remove(PrivateKey nodeKey) {
    nodes.remove(new NodeId(nodeKey.address()));
  }

  public Grant grantOf(SessionId session) {
    return java.util.Objects.requireNonNull(sessions.get(session));
  }

  /// The node of `session` states its counters.
  public void state(SessionId session, long seq, long rx, long tx) {
    FakeNode node = java.util.Objects.requireNonNull(nodes.get(grantOf(session).node()));
    usage.set(
        TypedMessage.sign(
            new Usage(
                session,
                node.id(),
                BOOT,
                seq,
                new ByteCount(rx),
                new ByteCount(tx),
                Instant.now().getEpochSecond()),
            DOMAIN,
            node.signer()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String target = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      Answer answer;
      try {
        answer = once(exchange, target, body);
      } catch (RuntimeException e) {
        answer = Answer.problem(400, "BAD_REQUEST", String.valueOf(e.getMessage()));
      }
      if (answer.status() == 200
          && isKeyed(exchange)
          && losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return;
      }
      byte[] json = Json.MAPPER.writeValueAsBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), json.length);
      exchange.getResponseBody().write(json);
    }
  }

  private record Answer(int status, Object body) {
    static Answer ok(Object body) {
      return new Answer(200, body);
    }

    static Answer problem(int status, String code, String detail) {
      return new Answer(status, Map.of("code", code, "detail", detail, "status", status));
    }
  }

  private static boolean isKeyed(HttpExchange exchange) {
    return exchange.getRequestHeaders().containsKey("Idempotency-Key");
  }

  private Answer once(HttpExchange exchange, String target, byte[] body) {
    if (!isKeyed(exchange)) {
      return answer(exchange, target, body);
    }
    if (inFlight.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return Answer.problem(409, "IDEMPOTENCY_KEY_IN_FLIGHT", "not answered yet");
    }
    return kept.computeIfAbsent(
        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
        key -> answer(exchange, target, body));
  }

  private Answer answer(HttpExchange exchange, String target, byte[] body) {
    switch (target) {
      case "GET /api/v1/network" -> {
        return Answer.ok(NETWORK);
      }
      case "POST /api/v1/login/nonces" -> {
        return Answer.ok(Map.of("nonce", "nonce0000001"));
      }
      case "POST /api/v1/login" -> {
        return login(Json.MAPPER.readTree(body));
      }
      case "POST /api/v1/login/tokens" -> {
        Signed<TokenRequest> request = Json.MAPPER.readValue(body, new TypeReference<>() {});
        return appKey != null && request.isBy(appKey.address(), DOMAIN)
            ? token()
            : Answer.problem(401, "APP_KEY_REVOKED", "unknown app key");
      }
      case "POST /rpc" -> {
        return Answer.ok(Map.of("jsonrpc", "2.0", "id", 1, "result", rpc(body)));
      }
      default -> {}
    }
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (!("Bearer token" + tokens.get()).equals(token)) {
      return Answer.problem(401, "UNAUTHORIZED", "token");
    }
    String[] parts = target.split("/", -1);
    if (target.equals("POST /api/v1/selections")) {
      return selection(Json.MAPPER.readTree(body));
    } else if (target.equals("POST /api/v1/sessions")) {
      return open(body);
    } else if (target.startsWith("DELETE /api/v1/sessions/")) {
      ended.add(SessionId.parse(parts[4]));
      return Answer.ok(Map.of());
    } else if (target.endsWith("/usage")) {
      return usage(exchange.getRequestURI().getQuery());
    } else if (target.endsWith("/acks")) {
      Signed<Ack> ack = Json.MAPPER.readValue(body, new TypeReference<>() {});
      Grant grant = grantOf(SessionId.parse(parts[4]));
      if (!ack.isBy(grant.sessionKey().address(), DOMAIN)) {
        return Answer.problem(403, "BAD_SIGNATURE", "ack");
      }
      acks.add(ack);
      return Answer.ok(Map.of("countedBytes", ack.message().total().bytes()));
    } else if (target.startsWith("GET /api/v1/sessions/")) {
      boolean over = ended.contains(SessionId.parse(parts[4]));
      return Answer.ok(Map.of("sessionId", parts[4], "state", over ? "ENDED" : "ACTIVE"));
    }
    return Answer.problem(404, "NOT_FOUND", target);
  }

  private Answer login(JsonNode request) {
    LoginText text = LoginText.parse(request.get("text").asString());
    LoginProof proof = LoginProof.valueOf(request.get("proof").asString());
    byte[] signature = Hex.parse(request.get("signature").asString());
    boolean good =
        proof.verifies(text.toString(), text.account(), signature)
            && text.authority().equals(NETWORK.authority())
            && text.domain().equals(DOMAIN)
            && text.nonce().equals("nonce0000001");
    if (!good) {
      return Answer.problem(401, "LOGIN_REFUSED", "signature");
    }
    logins.add(text.account());
    appKey = text.appKey();
    account = text.account();
    return token();
  }

  private Answer token() {
    return Answer.ok(
        Map.of(
            "token",
            "token" + tokens.incrementAndGet(),
            "expiresAt",
            Instant.now().plusSeconds(tokenSeconds),
            "account",
            java.util.Objects.requireNonNull(account),
            "appKey",
            java.util.Objects.requireNonNull(appKey)));
  }

  private Answer selection(JsonNode request) {
    List<String> excluded = new ArrayList<>();
    request.path("excludeNodes").forEach(node -> excluded.add(node.asString()));
    List<Map<String, Object>> candidates = new ArrayList<>();
    for (FakeNode node : nodes.values()) {
      if (!excluded.contains(node.id().toString())) {
        candidates.add(
            Map.of(
                "node", node.id(),
                "provider", node.id(),
                "place", new Place("Frankfurt", "DE", 50.1, 8.7),
                "endpoint", node.endpoint(),
                "tunnelKey", node.tunnelKey(),
                "score", 900,
                "reasons", List.of(Map.of("code", "RTT", "value", 3))));
      }
    }
    return Answer.ok(
        Map.of("seed", "1", "snapshot", 1, "candidates", candidates, "rejected", List.of()));
  }

  record OpenRequest(Signed<Certificate> certificate, List<Signed<Grant>> grants) {}

  private Answer open(byte[] body) {
    OpenRequest request = Json.MAPPER.readValue(body, OpenRequest.class);
    Certificate certificate = request.certificate().message();
    List<Map<String, Object>> attempts = new ArrayList<>();
    List<Signed<Grant>> taken = new ArrayList<>();
    for (Signed<Grant> candidate : request.grants()) {
      String code = refusing.get(candidate.message().node());
      if (code == null) {
        taken.add(candidate);
      } else if (taken.isEmpty()) {
        sleep((long) REFUSAL_MILLIS);
        attempts.add(
            Map.of("node", candidate.message().node(), "code", code, "millis", REFUSAL_MILLIS));
      }
    }
    if (taken.isEmpty()) {
      return new Answer(
          503,
          Map.of(
              "code",
              "NO_NODE_INSTALLED",
              "detail",
              "none took it",
              "status",
              503,
              "attempts",
              attempts));
    }
    Signed<Grant> signed = taken.getFirst();
    Grant grant = signed.message();
    FakeNode node = nodes.get(grant.node());
    if (node == null
        || !request.certificate().isBy(java.util.Objects.requireNonNull(appKey).address(), DOMAIN)
        || !certificate.account().equals(account)
        || !certificate.sessionKey().equals(grant.sessionKey())
        || !signed.isBy(grant.sessionKey().address(), DOMAIN)) {
      return Answer.problem(403, "BAD_SIGNATURE", "certificate or grant");
    }
    node.install().accept(grant);
    SessionId id = grant.sessionId(DOMAIN);
    sessions.put(id, grant);
    Offer offer =
        new Offer(
            id,
            node.tunnelKey(),
            node.endpoint().hash(),
            node.config().hash(),
            Instant.now().getEpochSecond());
    return Answer.ok(
        Map.of(
            "sessionId", id,
            "node", node.id(),
            "state", "ACTIVE",
            "clientConfig", node.config(),
            "offer", TypedMessage.sign(offer, DOMAIN, node.signer()),
            "attempts", attempts,
            "timing", Map.of("recordMillis", 2, "installMillis", 5)));
  }

  private Answer usage(String query) {
    long until = System.nanoTime() + WAIT_MILLIS * 1_000_000;
    Signed<Usage> newest = usage.get();
    while ((newest == null || query.contains(newest.message().digest(DOMAIN).toString()))
        && System.nanoTime() < until) {
      sleep(5);
      if (Thread.currentThread().isInterrupted()) {
        return Answer.ok(Map.of());
      }
      newest = usage.get();
    }
    Map<String, Object> answer = new HashMap<>(Map.of("paused", false, "countedBytes", 0));
    if (newest != null) {
      answer.put("usage", newest);
      answer.put("usageHash", newest.message().digest(DOMAIN));
    }
    return Answer.ok(answer);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// `eth_chainId`, `eth_call` of `node(address)` and `pricePerGib()`, words by hand.
  private Object rpc(byte[] body) {
    JsonNode request = Json.MAPPER.readTree(body);
    if ("eth_chainId".equals(request.get("method").asString())) {
      return "0x7a69";
    }
    String data = request.get("params").get(0).get("data").asString();
    if (data.length() == 10) {
      return "0x" + "0".repeat(48) + "0de0b6b3a7640000";
    }
    NodeId id = new NodeId(Address.of(Hex.parse("0x" + data.substring(34))));
    FakeNode node = nodes.get(id);
    if (node == null) {
      return "0x" + "0".repeat(9 * 64);
    }
    Bytes32 endpoint = node.endpoint().hash();
    return "0x"
        + "0".repeat(24)
        + Hex.format(id.address().bytes()).substring(2)
        + node.tunnelKey().toString().substring(2)
        + endpoint.toString().substring(2)
        + "0".repeat(6 * 64);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
