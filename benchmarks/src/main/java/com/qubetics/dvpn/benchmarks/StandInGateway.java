package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.link.NetworkFacts;
import com.qubetics.dvpn.agent.link.PeerResult;
import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.link.UsageReceipt;
import com.qubetics.dvpn.agent.wireguard.Tool;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What one agent hears from a control plane, over TLS on the loopback: its desired peers, and yes
/// to everything it says. The network behind it exists nowhere.
final class StandInGateway implements AutoCloseable {
  static final NetworkFacts NETWORK =
      new NetworkFacts(
          "bench",
          31337,
          Address.parse("0x5FbDB2315678afecb367f032d93F642f64180aa3"),
          1_790_000_000L,
          60,
          5,
          "0",
          "0",
          "0.0.0");

  private static final String PASSWORD = "changeit";
  private static final int POLL_SECONDS = 20;
  private static final Map<String, Object> HEARTBEAT =
      Map.of("state", "ACTIVE", "heartbeatSeconds", 5, "slot", 0, "assignments", List.of());

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpsServer server;
  private final Path authority;

  /// Guarded by this, which is notified of each change.
  private PeersAnswer desired = new PeersAnswer(1, 0, true, List.of(), List.of());

  private final Set<SessionId> installed = ConcurrentHashMap.newKeySet();

  /// @param folder where its certificate is written
  StandInGateway(Path folder) throws Exception {
    Path store = folder.resolve("gateway.p12");
    authority = folder.resolve("gateway.pem");
    certify(store);
    // The JDK's server writes headers and body apart; else the second waits 40 ms for the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
    server.setExecutor(threads);
    on("network", exchange -> answer(exchange, NETWORK));
    on("agent/heartbeats", exchange -> answer(exchange, HEARTBEAT));
    on("agent/peers", this::peers);
    on("agent/peers/results", this::results);
    on("agent/usage", this::usage);
    server.start();
  }

  private void on(String path, HttpHandler handler) {
    server.createContext("/api/v1/" + path, handler);
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  Path authority() {
    return authority;
  }

  /// From here on these are all the sessions that the agent should serve.
  synchronized void desire(List<PeersAnswer.Put> sessions) {
    desired = new PeersAnswer(1, desired.revision() + 1, true, sessions, List.of());
    installed.clear();
    notifyAll();
  }

  /// Waits until the agent has said of that many sessions that they are installed.
  synchronized void awaitInstalled(int sessions, int seconds)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (installed.size() < sessions) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new TimeoutException(
            "%d of %d sessions installed in %d s".formatted(installed.size(), sessions, seconds));
      }
      wait(left);
    }
  }

  private void peers(HttpExchange exchange) throws IOException {
    // after=EPOCH:REVISION
    String[] known = exchange.getRequestURI().getQuery().split("[=:]");
    try {
      answer(exchange, after(Long.parseLong(known[1]), Long.parseLong(known[2])));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized PeersAnswer after(long epoch, long revision) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(POLL_SECONDS);
    while (epoch == desired.dbEpoch() && revision >= desired.revision()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return new PeersAnswer(epoch, revision, false, List.of(), List.of());
      }
      wait(left);
    }
    return desired;
  }

  private void results(HttpExchange exchange) throws IOException {
    for (JsonNode node : body(exchange).get("results")) {
      PeerResult result = JsonMapper.shared().treeToValue(node, PeerResult.class);
      if (result.outcome() == PeerResult.Outcome.INSTALLED) {
        installed.add(result.sessionId());
      } else {
        System.err.printf("session %s: %s%n", result.outcome(), result.code());
      }
    }
    synchronized (this) {
      notifyAll();
    }
    answer(exchange, Map.of());
  }

  private void usage(HttpExchange exchange) throws IOException {
    List<UsageReceipt> receipts = new ArrayList<>();
    for (JsonNode node : body(exchange).get("items")) {
      UsageItem item = JsonMapper.shared().treeToValue(node, UsageItem.class);
      receipts.add(
          new UsageReceipt(
              item.usage().message().digest(NETWORK.domain()),
              UsageReceipt.Outcome.STORED,
              null,
              null));
    }
    answer(exchange, Map.of("items", receipts));
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    return JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
  }

  private static void answer(HttpExchange exchange, Object value) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] bytes = JsonMapper.shared().writeValueAsBytes(value);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void certify(Path store) throws IOException {
    String where = " -alias gateway -keystore %s -storepass %s".formatted(store, PASSWORD);
    keytool(
        "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=gateway -ext san=ip:127.0.0.1 -validity 2"
            + where);
    keytool("-exportcert -rfc -file " + authority + where);
  }

  private static void keytool(String arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    try {
      Tool.run(command);
    } catch (ToolException e) {
      throw new IOException("no certificate for the stand-in gateway: " + e.getMessage(), e);
    }
  }

  private static SSLContext tls(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
