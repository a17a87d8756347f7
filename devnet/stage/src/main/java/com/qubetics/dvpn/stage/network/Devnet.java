package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.KafkaGuard;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import com.qubetics.dvpn.stage.sandbox.Relay;
import com.qubetics.dvpn.stage.sandbox.Topology;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The network, from an empty sandbox to four serving nodes. Lives in the first program of the
/// sandbox, beside the engines.
///
/// Everything that does not wait for another thing starts at the same moment: engines and network
/// first; then the contracts; then registry and gateway, which is all that a node needs to be set
/// up and registered; then the other services, while that goes on.
public final class Devnet {

  private static final Duration SERVICE_LIMIT = Duration.ofMinutes(2);
  private static final Duration ACTIVE_LIMIT = Duration.ofMinutes(2);
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final Executor THREADS = Thread::startVirtualThread;
  private static final List<String> WALLETS =
      List.of("provider-1", "provider-2", "provider-3", "user-1", "user-2", "user-3");

  private static final BigInteger TICS = BigInteger.TEN.pow(18);

  private final Layout layout;
  private final Keys keys;
  private final Tls tls;
  private final Progress progress;
  private final boolean training;
  private final JsonMapper json = new JsonMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Keeper keeper;
  private final long startedNanos = System.nanoTime();

  /// Set by the one thread that starts, in order.
  private final List<AutoCloseable> engines = new ArrayList<>();

  /// @param training whether the JVMs write ahead-of-time caches at their end
  public Devnet(Layout layout, boolean training) {
    this.layout = layout;
    this.keys = new Keys(layout);
    this.tls = new Tls(layout);
    this.progress = new Progress(layout.progressFile());
    this.training = training;
    this.keeper = new Keeper(layout, Clock.systemUTC(), progress::say);
  }

  /// Where the hosts are.
  public static Topology topology() {
    return new Topology(
        NodeHost.ALL.stream().map(NodeHost::host).toList(),
        List.of(Host.client(1), Host.client(2), Host.client(3)));
  }

  /// Brings everything up; returns when all nodes serve.
  public void start() {
    Status status = new Status(layout);
    status.starting();
    topology().build(List.of(Layout.GATEWAY_PORT, Layout.RPC_PORT));
    progress.say("network: a router, four node hosts, three clients, one web server");
    startWeb();

    CompletableFuture<Postgres> postgres = async(this::postgres);
    CompletableFuture<Kafka> kafka = async(this::kafka);
    CompletableFuture<Void> contracts = async(this::contracts);
    CompletableFuture<Void> certificates = async(this::certificates);
    CompletableFuture<Void> rights =
        CompletableFuture.allOf(postgres, kafka).thenCompose(up -> async(this::rights));
    join(CompletableFuture.allOf(rights, contracts, certificates));

    Environment environment = new Environment(layout, keys, tls);
    start(Service.DOOR, environment).join();
    relay();
    CompletableFuture<Void> others = start(Service.BEHIND, environment);
    nodes();
    join(others);
    awaitActive();
    if (training) {
      trainClient();
    }
    double seconds = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 1000.0;
    status.ready(keeper.programs(), seconds);
    progress.say("ready");
    if (!training) {
      keeper.watch(programs -> status.ready(programs, seconds));
    }
  }

  /// Ends all programs in order: agents, services, engines.
  public void stop() {
    keeper.end();
    for (boolean service : new boolean[] {false, true}) {
      List<Child> some =
          keeper.programs().stream()
              .map(Kept::child)
              .filter(c -> service == Service.ALL.stream().anyMatch(s -> s.name().equals(c.name())))
              .toList();
      some.forEach(Child::terminate);
      Duration limit = training ? Duration.ofMinutes(3) : Duration.ofSeconds(8);
      some.forEach(child -> child.awaitEnd(limit));
    }
    for (AutoCloseable engine : engines.reversed()) {
      try {
        engine.close();
      } catch (Exception e) { // Thread boundary of the end: the next one has its turn.
        System.err.println("an engine did not stop in order: " + e);
      }
    }
  }

  private Postgres postgres() {
    Postgres server =
        Postgres.start(
            layout.data().resolve("postgres"),
            Environment.POSTGRES_PORT,
            layout.secrets("postgres").resolve("superuser.password"));
    opened(server);
    progress.say("PostgreSQL 18 on %s", Environment.POSTGRES);
    return server;
  }

  private Kafka kafka() {
    Kafka broker =
        Kafka.guarded(
            layout.data().resolve("kafka"),
            Environment.KAFKA_PORT,
            Environment.KAFKA_ADMIN_PORT,
            layout.secrets("kafka"),
            KafkaGuard.RENEWAL);
    opened(broker);
    progress.say("Kafka on %s", Environment.KAFKA);
    return broker;
  }

  private Void contracts() {
    Anvil anvil = Anvil.start(layout.data().resolve("anvil"), Layout.RPC_PORT);
    opened(anvil);
    progress.say("chain %d on port %d", Anvil.CHAIN_ID, Layout.RPC_PORT);
    Path deployer = layout.key("deployer");
    if (!Files.exists(deployer)) {
      Keys.write(deployer, Anvil.DEV_KEY);
    }
    if (!Files.exists(layout.networkFile())) {
      fundAccounts();
    }
    deploy(deployer);
    progress.say("contracts: %s", summary());
    return null;
  }

  private void fundAccounts() {
    Rpc rpc = new Rpc("http://127.0.0.1:" + Layout.RPC_PORT);
    rpc.fund(
        Stream.concat(Deployed.SENDERS.stream(), WALLETS.stream()).map(this::address).toList(),
        TICS.multiply(BigInteger.valueOf(Deployed.SENDER_TICS)));
  }

  private void deploy(Path deployer) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "deploy",
                "--rpc",
                "http://127.0.0.1:" + Layout.RPC_PORT,
                "--key-file",
                deployer.toString(),
                "--out",
                layout.networkFile().toString()));
    Deployed.PARAMETERS.forEach((name, value) -> line.addAll(List.of("--" + name, value)));
    Deployed.ROLES.forEach(role -> line.addAll(List.of("--" + role, address(role))));
    admin(line.toArray(String[]::new));
  }

  private String address(String key) {
    return keys.key(key).address().toString();
  }

  private String summary() {
    JsonNode network = network();
    return "NodeRegistry %s, EpochLedger %s, RewardsVault %s"
        .formatted(
            network.get("nodeRegistry").asString(),
            network.get("epochLedger").asString(),
            network.get("rewardsVault").asString());
  }

  private JsonNode network() {
    return json.readTree(layout.networkFile().toFile());
  }

  private Void certificates() {
    tls.create();
    keys.secret("token");
    for (String issuer : List.of("gateway", "rewards-service")) {
      keys.issuer(issuer);
    }
    return null;
  }

  private Void rights() {
    admin(
        "secrets",
        "apply",
        "--folder",
        layout.secrets().toString(),
        "--postgres",
        Environment.POSTGRES,
        "--kafka",
        "127.0.0.1:" + Environment.KAFKA_ADMIN_PORT);
    progress.say("roles and rights of the services");
    return null;
  }

  /// Starts services side by side.
  ///
  /// @return done when all of them answer
  private CompletableFuture<Void> start(List<Service> services, Environment environment) {
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (Service service : services) {
      BooleanSupplier ready = ready(service);
      Child child =
          launch(
              service.name(),
              environment.of(service),
              Secluded.running(layout, service, Jvm.running(Program.of(layout, service), training)),
              ready);
      starts.add(async(() -> awaitService(service, child, ready)));
    }
    return CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
  }

  private BooleanSupplier ready(Service service) {
    if (service.isGateway()) {
      Api api = new Api(Environment.GATEWAY, layout.authority());
      return () -> api.find("/api/v1/network").isPresent();
    }
    return () -> healthy("http://127.0.0.1:" + service.managementPort());
  }

  private Void awaitService(Service service, Child child, BooleanSupplier ready) {
    try (var waiting = progress.waitingFor(service.name())) {
      child.awaitReady(SERVICE_LIMIT, ready);
    }
    progress.say("%s on port %d", service.name(), service.port());
    return null;
  }

  private boolean healthy(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/actuator/health"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void startWeb() {
    List<String> line = new ArrayList<>(Jvm.running(Program.web(layout), training));
    line.addAll(List.of("web", "--address", Host.WEB.address()));
    launch("web", Map.of(), Host.WEB.running(line));
  }

  private void relay() {
    try {
      opened(
          Relay.inside(
              layout.socket(), new InetSocketAddress(Host.CONTROL.address(), Layout.GATEWAY_PORT)));
    } catch (IOException e) {
      progress.say("no way in from the machine's loopback: %s", e.toString());
    }
  }

  /// Set up side by side; then one after the other for each provider, whose wallet sends one
  /// transaction at a time; providers side by side. Returns when all agents run.
  private void nodes() {
    join(
        CompletableFuture.allOf(
            NodeHost.ALL.stream()
                .filter(node -> !Files.exists(registered(node)))
                .map(node -> async(() -> setUp(node)))
                .toArray(CompletableFuture[]::new)));
    Map<String, List<NodeHost>> byProvider =
        NodeHost.ALL.stream().collect(Collectors.groupingBy(NodeHost::provider));
    join(
        CompletableFuture.allOf(
            byProvider.values().stream()
                .map(nodes -> async(() -> joinNetwork(nodes)))
                .toArray(CompletableFuture[]::new)));
  }

  private void awaitActive() {
    Api api = new Api(Environment.GATEWAY, layout.authority());
    Deadline deadline = Deadline.in(ACTIVE_LIMIT);
    long active = 0;
    try (var waiting = progress.waitingFor("nodes to be registered, probed and ACTIVE")) {
      while (active < NodeHost.ALL.size()) {
        long seen = api.find("/api/v1/nodes").map(Devnet::active).orElse(0L);
        if (seen != active) {
          progress.say("%d of %d nodes are ACTIVE", seen, NodeHost.ALL.size());
        }
        active = seen;
        if (deadline.passed()) {
          throw StageException.unmet(
              "%d nodes are ACTIVE".formatted(NodeHost.ALL.size()),
              "%d after %s: %s".formatted(active, deadline, states(api)));
        }
        pause(Duration.ofMillis(200));
      }
    }
  }

  private static long active(JsonNode page) {
    return page.get("items")
        .valueStream()
        .filter(node -> node.path("state").asString("").equals("ACTIVE"))
        .count();
  }

  private static String states(Api api) {
    return api.find("/api/v1/nodes")
        .map(
            page ->
                page.get("items")
                    .valueStream()
                    .map(n -> n.path("state").asString("?") + " " + n.path("reasons"))
                    .collect(Collectors.joining(", ")))
        .orElse("the registry does not answer");
  }

  private Void joinNetwork(List<NodeHost> nodes) {
    for (NodeHost node : nodes) {
      Path done = registered(node);
      if (!Files.exists(done)) {
        JsonNode registration = json.readTree(layout.registration(node.name()).toFile());
        String receipt =
            admin(
                "transact",
                "--json",
                "--rpc",
                "http://127.0.0.1:" + Layout.RPC_PORT,
                "--key-file",
                layout.key(node.provider()).toString(),
                "--to",
                registration.get("to").asString(),
                "--value",
                registration.get("value").asString(),
                "--data",
                registration.get("data").asString());
        Keys.write(done, receipt.strip());
        progress.say("%s is registered by %s", node.name(), node.provider());
      }
      runAgent(node);
    }
    return null;
  }

  /// A user who connects: its end writes the cache of `dvpn`.
  private void trainClient() {
    Path home = layout.client("client-1");
    Map<String, String> environment = Map.of("DVPN_HOME", home.toString());
    List<String> login = new ArrayList<>(Jvm.running(Program.client(layout)));
    login.addAll(
        List.of(
            "login",
            "--gateway",
            Environment.GATEWAY,
            "--ca",
            layout.authority().toString(),
            "--wallet",
            "keplr",
            "--wallet-key-file",
            layout.key("user-1").toString(),
            "--rpc",
            Environment.RPC));
    Host host = Host.client(1);
    Commands.Answer answer = Commands.ask(COMMAND_LIMIT, environment, host.running(login), "");
    if (!answer.worked()) {
      throw new StageException("dvpn login: " + answer.complaint());
    }
    List<String> connect = new ArrayList<>(Jvm.running(Program.client(layout), true));
    connect.addAll(List.of("connect", "--near", "50.1,8.7", "--interface", "dvpn-train", "--json"));
    Child user = launch("dvpn", environment, host.running(connect));
    user.awaitReady(COMMAND_LIMIT, () -> Files.exists(home.resolve("connection.json")));
    pause(Duration.ofSeconds(3));
  }

  private Path registered(NodeHost node) {
    return layout.node(node.name()).resolve("registered.json");
  }

  private Void setUp(NodeHost node) {
    List<String> line = new ArrayList<>(agent(false));
    line.addAll(
        List.of(
            "setup",
            "--home",
            layout.node(node.name()).toString(),
            "--gateway",
            Environment.GATEWAY,
            "--ca",
            layout.authority().toString(),
            "--provider",
            address(node.provider()),
            "--endpoint",
            node.endpoint(),
            "--place",
            node.place().argument(),
            "--egress-interface",
            "eth0",
            "--interface",
            node.interfaceName(),
            "--capacity-mbit",
            "100",
            "--no-service",
            "--json"));
    Commands.Answer answer = untilItWorks("dvpn-node setup of " + node.name(), node.host(), line);
    Keys.replace(layout.registration(node.name()), answer.out());
    progress.say("%s is set up on %s", node.name(), node.endpoint());
    return null;
  }

  /// Runs a command that may be run again, until it works: what it checks can fail where the
  /// machine has no time for an answer.
  private Commands.Answer untilItWorks(String what, Host host, List<String> line) {
    Deadline deadline = Deadline.in(COMMAND_LIMIT);
    while (true) {
      Commands.Answer answer =
          Commands.ask(COMMAND_LIMIT, Environment.ofAgent(), host.running(line), "");
      if (answer.worked()) {
        return answer;
      }
      if (deadline.passed()) {
        throw StageException.unmet(what + " works", answer.complaint() + ", after " + deadline);
      }
      progress.say("%s, once more: %s", what, answer.complaint());
    }
  }

  /// Starts the agent of a node that is set up.
  private void runAgent(NodeHost node) {
    List<String> line = new ArrayList<>(agent(training && node.equals(NodeHost.ALL.getFirst())));
    line.addAll(List.of("run", "--home", layout.node(node.name()).toString()));
    launch(node.name(), Environment.ofAgent(), node.host().running(line));
  }

  private List<String> agent(boolean writesCache) {
    return Jvm.running(Program.agent(layout), writesCache);
  }

  private String admin(String... arguments) {
    List<String> line =
        new ArrayList<>(
            Jvm.running(Program.admin(layout), training && arguments[0].equals("deploy")));
    line.addAll(List.of(arguments));
    Commands.Answer answer = Commands.ask(COMMAND_LIMIT, Map.of(), line, "");
    if (!answer.worked()) {
      throw new StageException("dvpn-admin " + arguments[0] + ": " + answer.complaint());
    }
    return answer.out();
  }

  private Child launch(String name, Map<String, String> environment, List<String> command) {
    return launch(name, environment, command, () -> true);
  }

  private Child launch(
      String name, Map<String, String> environment, List<String> command, BooleanSupplier ready) {
    return keeper.start(() -> Child.start(name, layout, environment, command), ready);
  }

  private synchronized void opened(AutoCloseable engine) {
    engines.add(engine);
  }

  private static <T> CompletableFuture<T> async(Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new StageException(e.toString(), e);
          }
        },
        THREADS);
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted", e);
    }
  }
}
