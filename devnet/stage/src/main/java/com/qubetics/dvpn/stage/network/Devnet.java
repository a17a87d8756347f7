package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.KafkaGuard;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.Waiting;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import com.qubetics.dvpn.stage.sandbox.Relay;
import com.qubetics.dvpn.stage.sandbox.Topology;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// The network, from an empty sandbox to four serving nodes. Lives in the first program of the
/// sandbox, beside the engines.
///
/// Everything that does not wait for another thing starts at the same moment: engines and network
/// first; then the contracts; then registry and gateway, which is all that a node needs to be set
/// up and registered; then the other services, while that goes on.
public final class Devnet {

  private static final Duration SERVICE_LIMIT = Duration.ofMinutes(2);
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final List<String> WALLETS =
      List.of("provider-1", "provider-2", "provider-3", "user-1", "user-2", "user-3");

  private final Layout layout;
  private final Keys keys;
  private final Tls tls;
  private final Progress progress;
  private final boolean training;
  private final AdminTool admin;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ProgramKeeper keeper;
  private final long startedNanos = System.nanoTime();

  /// Those that are up, in the order of their starts. Guarded by this.
  private final List<AutoCloseable> engines = new ArrayList<>();

  /// @param training whether the JVMs write ahead-of-time caches at their end
  public Devnet(Layout layout, boolean training) {
    this.layout = layout;
    this.keys = new Keys(layout);
    this.tls = new Tls(layout);
    this.progress = new Progress(layout.progressFile());
    this.training = training;
    this.admin = new AdminTool(layout, training);
    this.keeper = new ProgramKeeper(layout, Clock.systemUTC(), progress::say);
  }

  /// Where the hosts are.
  public static Topology topology() {
    return new Topology(
        NodeHost.ALL.stream().map(NodeHost::host).toList(),
        List.of(Host.client(1), Host.client(2), Host.client(3)));
  }

  /// Brings everything up; returns when all nodes serve.
  public void start() {
    NetworkStatus status = new NetworkStatus(layout);
    status.starting();
    topology().build(List.of(Layout.GATEWAY_PORT, Layout.RPC_PORT));
    progress.say("network: a router, four node hosts, three clients, one web server");
    startWeb();

    CompletableFuture<Void> kept =
        CompletableFuture.allOf(SideBySide.run(this::postgres), SideBySide.run(this::kafka));
    SideBySide.join(
        CompletableFuture.allOf(
            kept.thenCompose(up -> SideBySide.run(this::rights)),
            SideBySide.run(this::contracts),
            SideBySide.run(this::certificates)));

    Environment environment = new Environment(layout, keys, tls);
    SideBySide.join(start(Service.DOOR, environment));
    relay();
    CompletableFuture<Void> others = start(Service.BEHIND, environment);
    Joining joining = new Joining(layout, keys, progress, admin);
    joining.all(this::runAgent);
    SideBySide.join(others);
    joining.awaitActive();
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

  private void postgres() {
    opened(
        Postgres.start(
            layout.data().resolve("postgres"),
            Environment.POSTGRES_PORT,
            layout.secrets("postgres").resolve("superuser.password")));
    progress.say("PostgreSQL 18 on %s", Environment.POSTGRES);
  }

  private void kafka() {
    opened(
        Kafka.guarded(
            layout.data().resolve("kafka"),
            Environment.KAFKA_PORT,
            Environment.KAFKA_ADMIN_PORT,
            layout.secrets("kafka"),
            KafkaGuard.RENEWAL));
    progress.say("Kafka on %s", Environment.KAFKA);
  }

  private void contracts() {
    ChainChoice chain = ChainChoice.of(layout);
    opened(chain.start(layout.data().resolve(chain.toString()), Layout.RPC_PORT));
    progress.say("chain %s on port %s (%s)", Anvil.CHAIN_ID, Layout.RPC_PORT, chain);
    Path deployer = layout.key("deployer");
    if (!Files.exists(deployer)) {
      Keys.write(deployer, Anvil.DEV_KEY);
    }
    if (!Files.exists(layout.networkFile())) {
      Bank.fund(
          new JsonRpc(URI.create(Environment.LOCAL_RPC)),
          Stream.concat(Deployed.SENDERS.stream(), WALLETS.stream())
              .map(key -> new Account(keys.key(key).address()))
              .toList(),
          TokenAmount.ofTics(Long.toString(Deployed.SENDER_TICS)));
    }
    admin.deploy(Environment.LOCAL_RPC, deployer, keys);
    NetworkFacts facts =
        JsonMapper.shared().readValue(layout.networkFile().toFile(), NetworkFacts.class);
    progress.say(
        "contracts: NodeRegistry %s, EpochLedger %s, RewardsVault %s",
        facts.nodeRegistry(), facts.epochLedger(), facts.rewardsVault());
  }

  private void certificates() {
    tls.create();
    keys.secret("token");
    for (String issuer : List.of("gateway", "rewards-service")) {
      keys.issuer(issuer);
    }
  }

  private void rights() {
    admin.applySecrets();
    progress.say("roles and rights of the services");
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
      starts.add(SideBySide.run(() -> awaitService(service, child, ready)));
    }
    return CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
  }

  private BooleanSupplier ready(Service service) {
    if (service.isGateway()) {
      Api api = new Api(Environment.GATEWAY, layout.authority());
      return () -> api.find("/api/v1/network", NetworkFacts.class).isPresent();
    }
    return () -> healthy("http://127.0.0.1:" + service.managementPort());
  }

  private void awaitService(Service service, Child child, BooleanSupplier ready) {
    try (var waiting = progress.waitingFor(service.name())) {
      child.awaitReady(SERVICE_LIMIT, ready);
    }
    progress.say("%s on port %d", service.name(), service.port());
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
    Waiting.pause(Duration.ofSeconds(3));
  }

  private void runAgent(NodeHost node) {
    boolean trains = training && node.equals(NodeHost.ALL.getFirst());
    List<String> line = new ArrayList<>(Jvm.running(Program.agent(layout), trains));
    line.addAll(List.of("run", "--home", layout.node(node.name()).toString()));
    launch(node.name(), Environment.ofAgent(), node.host().running(line));
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
}
