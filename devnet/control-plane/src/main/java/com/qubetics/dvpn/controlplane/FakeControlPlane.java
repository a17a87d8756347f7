package com.qubetics.dvpn.controlplane;

import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;

/// Gateway, registry, selector and ledger in one, as far as agents and clients can tell: a server
/// with TLS that answers, keeps what it was asked, and fails on wish. The chain behind it exists
/// nowhere.
public final class FakeControlPlane implements AutoCloseable {
  private static final Authority AUTHORITY = Authority.parse("gateway.dvpn.test");

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
          TokenAmount.ofTics("10"),
          TokenAmount.ofTics("10"),
          null,
          null,
          "0.0.0",
          AUTHORITY,
          List.of(AUTHORITY));

  static {
    // The JDK's server writes headers and body apart; else the second waits 40 ms for the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Queue<ProblemCode> NONE = new ConcurrentLinkedQueue<>();

  /// What is answered to a request: bytes as they are, anything else as JSON; a "no" is thrown.
  @FunctionalInterface
  interface Handler {
    Object answer(Request request) throws IOException, InterruptedException;
  }

  private final HttpsServer server;
  private final Path authority;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// By route, as [Request#route] has it; complete before the server starts.
  private final Map<String, Handler> handlers = new HashMap<>();

  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  /// As [#fail] has it, by route.
  private final Map<String, Queue<ProblemCode>> failures = new ConcurrentHashMap<>();

  /// Answers by idempotency key.
  private final Map<String, Object> kept = new ConcurrentHashMap<>();

  public final AgentCalls agents;
  public final ClientCalls clients;

  /// A host name that its certificate is valid for beside its address.
  public static final String NAME = "gateway.dvpn.test";

  public FakeControlPlane() {
    this(InetAddress.getLoopbackAddress());
  }

  public FakeControlPlane(InetAddress address) {
    this(address, Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
  }

  /// Listens in the network namespace of the thread that makes it.
  ///
  /// @param from when its certificate begins to be valid
  public FakeControlPlane(InetAddress address, Instant from, Instant to) {
    try {
      FakeAuthority issuer = FakeAuthority.get();
      authority = issuer.file();
      server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(issuer.server(address, from, to)));
      agents = new AgentCalls(this);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no fake control plane at " + address, e);
    }
    clients = new ClientCalls(this);
    on("GET network", request -> NETWORK);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    String host = server.getAddress().getAddress().getHostAddress();
    return URI.create(
        "https://%s:%s"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host, server.getAddress().getPort()));
  }

  /// Whose certificates to trust: a PEM file.
  public Path authority() {
    return authority;
  }

  /// The bodies of all requests.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /// Refuses the next request of a route, such as `POST login`; with each call one more. NO_ANSWER:
  /// what is asked for is done, and the answer gets lost.
  public void fail(String route, ProblemCode code) {
    failures.computeIfAbsent(full(route), key -> new ConcurrentLinkedQueue<>()).add(code);
  }

  /// How many of the failures that were wished for are still to come.
  public int failuresLeft() {
    return failures.values().stream().mapToInt(Queue::size).sum();
  }

  /// @param route method and path below `/api/v1/`
  void on(String route, Handler handler) {
    handlers.put(full(route), handler);
  }

  private static String full(String route) {
    return route.replace(" ", " /api/v1/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = Request.of(exchange);
      requests.add(request.text());
      ProblemCode failure = failures.getOrDefault(request.route(), NONE).poll();
      try {
        if (failure != null && failure != ProblemCode.NO_ANSWER) {
          throw new Refused(failure);
        }
        Object answer = once(request);
        if (failure == null) {
          write(exchange, 200, "application/json", answer);
        }
      } catch (Refused e) {
        write(exchange, e.problem.status(), "application/problem+json", e.problem);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // The end of this server.
      }
    }
  }

  private Object once(Request request) throws IOException, InterruptedException {
    String key = request.header("Idempotency-Key").orElse("");
    Object known = kept.get(key);
    if (known != null) {
      return known;
    }
    Object answer = answer(request);
    if (!key.isEmpty()) {
      kept.put(key, answer);
    }
    return answer;
  }

  private Object answer(Request request) throws IOException, InterruptedException {
    Handler handler = handlers.get(request.route());
    if (handler == null) {
      throw new Refused(ProblemCode.NOT_FOUND);
    }
    try {
      return handler.answer(request);
    } catch (JsonException | JacksonException | IllegalArgumentException e) {
      throw new Refused(ProblemCode.MALFORMED);
    }
  }

  private static void write(HttpExchange exchange, int status, String type, Object answer)
      throws IOException {
    byte[] bytes = answer instanceof byte[] raw ? raw : Json.bytes(answer);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    agents.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
