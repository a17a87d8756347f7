package com.qubetics.dvpn.gateway;

import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// A service that answers everything with 200 and its own name, and remembers what it was asked.
/// What ends with 404 is refused so; slot 999 is answered only when the fake is closed. Tags what
/// it answers, and says 304 to whoever has the tag, as services do. Of signatures of accounts it
/// says what [#contracts] has.
final class FakeService implements AutoCloseable {

  record Asked(String method, String target, Headers headers, String body) {
    /// Who called, as the service of this name reads it.
    Admitted caller(String service) {
      return TestIssuers.SHARED.read(service, headers.getFirst("Authorization"), method, target);
    }
  }

  /// A body that is answered when [#release] is called.
  static final String HELD = "{\"held\":true}";

  static final String TAG = "\"1\"";

  /// What is said of the signatures of an account; else that it is no contract. AWAY: the chain is;
  /// SLOW: it answers when the fake is closed.
  final Map<String, String> contracts = new ConcurrentHashMap<>();

  private final HttpServer server;
  private final String name;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  FakeService(String name) throws IOException {
    this.name = name;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The oldest request for `target` that was not looked at yet; waits for it.
  Asked asked(String target) throws InterruptedException {
    Asked next;
    do {
      next = asked.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(name + " was not asked for " + target);
      }
    } while (!next.target().equals(target));
    return next;
  }

  /// How many requests were not looked at yet.
  int waiting() {
    return asked.size();
  }

  /// Answers what is held.
  void release() {
    closed.countDown();
  }

  /// The newest request; what came before is forgotten.
  Asked newest() throws InterruptedException {
    Asked newest = asked.poll(5, TimeUnit.SECONDS);
    for (Asked newer = newest; newer != null; newer = asked.poll()) {
      newest = newer;
    }
    if (newest == null) {
      throw new AssertionError(name + " was not asked");
    }
    return newest;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String target = exchange.getRequestURI().toString();
    asked.add(new Asked(exchange.getRequestMethod(), target, exchange.getRequestHeaders(), body));
    if (target.endsWith("/slots/999") || body.equals(HELD)) {
      await();
    }
    boolean refuse = target.endsWith("404");
    String text = refuse ? "{\"code\":\"SLOT_UNKNOWN\"}" : "{\"by\":\"%s\"}".formatted(name);
    if (target.equals("/api/v1/account-signatures")) {
      text = verdict(body);
      refuse = text.contains("code");
    }
    byte[] answer = text.getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", refuse ? "application/problem+json" : "application/json");
    exchange.getResponseHeaders().set("ETag", TAG);
    if (TAG.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.length));
      exchange.sendResponseHeaders(refuse ? 404 : 200, -1);
    } else {
      exchange.sendResponseHeaders(refuse ? 404 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }

  private String verdict(String body) {
    String account = JsonMapper.shared().readTree(body).path("account").asString("");
    String said = contracts.getOrDefault(account, "NO_CONTRACT");
    if (said.equals("SLOW")) {
      await();
    }
    return said.equals("AWAY")
        ? "{\"code\":\"CHAIN_UNAVAILABLE\"}"
        : "{\"verdict\":\"%s\"}".formatted(said);
  }

  private void await() {
    try {
      closed.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
