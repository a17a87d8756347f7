package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.link.UsageReceipt;
import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway as an agent sees it, over TLS with an authority of its own. Believes every
/// signature.
final class FakeGateway implements AutoCloseable {
  private static final Pattern SIGNER = Pattern.compile("^DvpnNode node=(0x[0-9a-fA-F]{40}),");
  private static final String PASSWORD = "changeit";
  private static final String REGISTRY = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

  private final HttpsServer server;
  private final Path authority;
  private final BlockingQueue<PeersAnswer> wishes = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> results = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> heartbeats = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> probes = new LinkedBlockingQueue<>();
  private final Queue<UsageItem> stated = new ConcurrentLinkedQueue<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Desired> desired = new AtomicReference<>(new Desired(0, List.of()));
  private volatile Function<UsageItem, Optional<Signed<Ack>>> client = item -> Optional.empty();
  private volatile long answeredNanos;
  private volatile @Nullable NodeId rotated;
  private volatile @Nullable TunnelKey registered;
  private volatile @Nullable NodeId poller;

  private record Desired(long revision, List<PeersAnswer.Put> put) {}

  /// Made in the constructor's thread, and so in its network namespace.
  private final DatagramSocket looking = new DatagramSocket();

  /// @param assignment for each heartbeat's answer, with the slot in place of `%d`
  FakeGateway(Path folder, String host, String assignment) throws Exception {
    Path store = folder.resolve("gateway.p12");
    authority = folder.resolve("gateway.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "gateway",
        "-keyalg",
        "EC",
        "-dname",
        "CN=gateway",
        "-ext",
        "san=ip:" + host,
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "gateway",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        authority.toString());
    server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
    looking.setSoTimeout(1000);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/v1/network", exchange -> answer(exchange, network()));
    server.createContext(
        "/api/v1/agent/heartbeats",
        exchange -> {
          heartbeats.add(body(exchange));
          answer(exchange, heartbeat(assignment, signer(exchange)));
        });
    server.createContext("/api/v1/agent/peers", this::peers);
    server.createContext(
        "/api/v1/agent/peers/results",
        exchange -> {
          results.add(body(exchange));
          answer(exchange, "{}");
        });
    server.createContext("/api/v1/agent/usage", this::usage);
    server.createContext(
        "/api/v1/agent/probe-results",
        exchange -> {
          probes.add(body(exchange));
          answer(exchange, "{}");
        });
    server.createContext("/api/v1/agent/reachability", this::look);
    server.createContext(
        "/api/v1/agent/bandwidth", exchange -> answer(exchange, "0".repeat(1 << 20)));
    server.start();
  }

  String url() {
    return "https://%s:%d"
        .formatted(server.getAddress().getHostString(), server.getAddress().getPort());
  }

  Path authority() {
    return authority;
  }

  void wish(PeersAnswer answer) {
    wishes.add(answer);
  }

  /// The next results, with the time since the wish was answered.
  JsonNode results() throws InterruptedException {
    return next(results);
  }

  /// The results that nobody has asked for yet, `SESSION OUTCOME` each.
  List<String> newResults() {
    List<JsonNode> bodies = new ArrayList<>();
    results.drainTo(bodies);
    List<String> told = new ArrayList<>();
    for (JsonNode body : bodies) {
      for (JsonNode result : body.get("results")) {
        told.add(result.get("sessionId").asString() + " " + result.get("outcome").asString());
      }
    }
    return told;
  }

  long millisSinceAnswer() {
    return (System.nanoTime() - answeredNanos) / 1_000_000;
  }

  JsonNode heartbeat() throws InterruptedException {
    return next(heartbeats);
  }

  /// The first heartbeat of this kind; those before it are dropped.
  JsonNode heartbeat(Predicate<JsonNode> kind, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      JsonNode next = heartbeats.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("no such heartbeat within %d s".formatted(limit.toSeconds()));
      }
      if (kind.test(next)) {
        return next;
      }
    }
  }

  JsonNode probe() throws InterruptedException {
    return next(probes);
  }

  private static JsonNode next(BlockingQueue<JsonNode> queue) throws InterruptedException {
    JsonNode node = queue.poll(60, TimeUnit.SECONDS);
    if (node == null) {
      throw new AssertionError("the agent did not call within 60 s");
    }
    return node;
  }

  /// From here on the gateway has a set of its own, which it tells whoever does not know it yet.
  void desire(PeersAnswer.Put... put) {
    desired.updateAndGet(before -> new Desired(before.revision() + 1, List.of(put)));
  }

  /// From here on the chain has another key in the place of this one.
  void rotate(NodeId from) {
    rotated = from;
  }

  /// From here on the chain has this tunnel key of the node.
  void register(TunnelKey tunnelKey) {
    registered = tunnelKey;
  }

  /// Who asked for wishes last.
  boolean isPolledBy(NodeId node) {
    return node.equals(poller);
  }

  /// Signs usage as soon as it is stated, if the client wishes to.
  void signAs(Function<UsageItem, Optional<Signed<Ack>>> signing) {
    client = signing;
  }

  /// All usage that was stated, in the order of its coming.
  List<UsageItem> stated() {
    return List.copyOf(stated);
  }

  /// The bodies of all requests.
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void usage(HttpExchange exchange) throws IOException {
    List<UsageReceipt> receipts = new ArrayList<>();
    Domain domain = new Domain(31337, Address.parse(REGISTRY));
    for (JsonNode node : body(exchange).get("items")) {
      UsageItem item = JsonMapper.shared().treeToValue(node, UsageItem.class);
      stated.add(item);
      Optional<Signed<Ack>> ack = client.apply(item);
      receipts.add(
          new UsageReceipt(
              item.usage().message().digest(domain),
              ack.isPresent() ? UsageReceipt.Outcome.ACKED : UsageReceipt.Outcome.STORED,
              null,
              ack.orElse(null)));
    }
    answer(exchange, JsonMapper.shared().writeValueAsString(Map.of("items", receipts)));
  }

  private void tellDesired(HttpExchange exchange) throws IOException, InterruptedException {
    String[] known = exchange.getRequestURI().getQuery().split("[=:]");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (desired.get().revision() <= Long.parseLong(known[2]) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    Desired now = desired.get();
    boolean news = now.revision() > Long.parseLong(known[2]);
    answer(
        exchange,
        JsonMapper.shared()
            .writeValueAsString(
                new PeersAnswer(1, now.revision(), news, news ? now.put() : List.of(), List.of())));
  }

  private void peers(HttpExchange exchange) throws IOException {
    poller = signer(exchange);
    try {
      if (desired.get().revision() > 0) {
        tellDesired(exchange);
        return;
      }
      PeersAnswer wish = wishes.poll(5, TimeUnit.SECONDS);
      String[] known = exchange.getRequestURI().getQuery().split("[=:]");
      PeersAnswer told =
          wish != null
              ? wish
              : new PeersAnswer(
                  Long.parseLong(known[1]), Long.parseLong(known[2]), false, List.of(), List.of());
      answeredNanos = System.nanoTime();
      answer(exchange, JsonMapper.shared().writeValueAsString(told));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// As the registry does it: asks the two ports of the address that the request came from.
  private void look(HttpExchange exchange) throws IOException {
    JsonNode asked = body(exchange);
    Bytes32 nonce = Bytes32.parse(asked.get("nonce").asString());
    int port = asked.get("port").asInt();
    InetAddress from = exchange.getRemoteAddress().getAddress();
    answer(
        exchange,
        """
        {"address":"%s","ports":[{"port":%d,"reached":%b},{"port":%d,"reached":%b}]}
        """
            .formatted(
                from.getHostAddress(),
                port,
                reaches(from, port, nonce),
                port + 1,
                reaches(from, port + 1, nonce)));
  }

  private synchronized boolean reaches(InetAddress address, int port, Bytes32 nonce)
      throws IOException {
    byte[] question = ReachabilityPacket.question(nonce);
    looking.send(
        new DatagramPacket(question, question.length, new InetSocketAddress(address, port)));
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    try {
      looking.receive(packet);
    } catch (SocketTimeoutException e) {
      return false;
    }
    return packet.getPort() == port
        && ReachabilityPacket.isAnswer(Arrays.copyOf(packet.getData(), packet.getLength()), nonce);
  }

  /// The text of network.json.
  static String network() {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "name",
                "test",
                "chainId",
                31337,
                "nodeRegistry",
                REGISTRY,
                "genesis",
                1_790_000_000L,
                "epochSeconds",
                60,
                "slotSeconds",
                5,
                "deposit",
                "10000000000000000000",
                "buffer",
                "10000000000000000000",
                "minimumAgent",
                "0.0.0"));
  }

  private String heartbeat(String assignment, NodeId node) {
    long slot = (Instant.now().getEpochSecond() - 1_790_000_000L) / 5;
    boolean gone = node.equals(rotated);
    String state = gone ? "EXITED" : "ACTIVE";
    String reasons = gone ? "\"KEY_ROTATED\"" : "";
    return """
    {"state":"%s","reasons":[%s],"minimumAgent":"0.0.0","heartbeatSeconds":1,"slot":%d,
     "assignments":[%s],"node":{"node":"%s","state":"%s","reasons":[%s],"upBasisPoints":9876,
     "tunnelKey":"%s","deposit":"10000000000000000000","buffer":"10000000000000000000"}}
    """
        .formatted(
            state, reasons, slot, assignment.formatted(slot), node, state, reasons, registered);
  }

  private static NodeId signer(HttpExchange exchange) {
    Matcher signer = SIGNER.matcher(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!signer.find()) {
      throw new AssertionError("a request that no node signed");
    }
    return NodeId.parse(signer.group(1));
  }

  private JsonNode body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(new String(body, StandardCharsets.UTF_8));
    return JsonMapper.shared().readTree(body);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static SSLContext tls(Path store) throws Exception {
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

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    com.qubetics.dvpn.agent.wireguard.Tool.run(command, java.time.Duration.ofMinutes(1));
  }

  @Override
  public void close() {
    looking.close();
    server.stop(0);
  }
}
