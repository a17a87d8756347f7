package com.qubetics.dvpn.chain.spring;

import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.chain.follow.SetAside;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.RoleKeys;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

class ChainConfigurationIT {
  private final ChainTables tables = new ChainTables();

  @Test
  void sendsAndFollowsInAServiceWithKeyDatabaseAndHandler(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain(RoleKeys.ROLES);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      CountDownLatch funded = new CountDownLatch(1);
      service(context, chain, folder, Role.PROPOSER, funded);
      TokenAmount amount = TokenAmount.ofTics("3");
      context
          .getBean(Sender.class)
          .ensure("fund", context.getBean(Calls.class).fund(amount), Duration.ZERO);
      for (int i = 0; i < 60 && !funded.await(250, TimeUnit.MILLISECONDS); i++) {
        chain.mine(1);
      }
      assertThat(funded.getCount()).isZero();
      assertThat(context.getBean(ChainReader.class).funded()).isEqualTo(amount);

      Health health = health(context, at -> at.getDetails().containsKey("headBlock"));
      assertThat(health.getStatus()).isEqualTo(Status.UP);
      assertThat(health.getDetails())
          .containsEntry("sender", RoleKeys.PROPOSER.address().toString())
          .containsKeys("headBlock", "headAgeSeconds", "balanceTics", "intentsOpen");
      assertThat(metricNames(context)).isEqualTo(MetricNamesTest.named(MetricNamesTest.README));
    }
  }

  @Test
  void sendsNothingByAKeyOfAnotherRoleAndSaysWhatToDo(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain(RoleKeys.ROLES);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      service(context, chain, folder, Role.SESSIONS, new CountDownLatch(1));
      context
          .getBean(Sender.class)
          .ensure("fund", chain.calls.fund(TokenAmount.ofTics("3")), Duration.ZERO);
      Health health = health(context, at -> at.toString().contains("lacks the role SESSIONS"));
      assertThat(health.getStatus()).isEqualTo(Status.DOWN);
      assertThat(metric(context, "dvpn.chain.sender.role.wrong")).isEqualTo(1);
      assertThat(chain.rpc.pendingNonce(RoleKeys.PROPOSER.address())).isZero();
    }
  }

  @Test
  void isDownWhileALogIsSetAsideAndSaysWhich(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain(RoleKeys.ROLES);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(
          "failing",
          ChainEventHandler.class,
          () -> new FailingHandler(new ArithmeticException("out of long range")));
      service(context, chain, folder, Role.PROPOSER, new CountDownLatch(1));
      chain.transact(chain.calls.fund(TokenAmount.ofTics("3")));
      chain.mine(3);
      Health health = health(context, at -> at.getDetails().containsKey("setAside"));
      assertThat(health.getStatus()).isEqualTo(Status.DOWN);
      assertThat(health.getDetails().get("alarms")).asString().contains("dvpn-admin set-aside");
      assertThat(health.getDetails().get("setAside"))
          .asString()
          .contains("ArithmeticException: out of long range", "block=", "transaction=0x");
      assertThat(metric(context, "dvpn.chain.set.aside")).isEqualTo(1);

      new SetAside(JdbcClient.create(tables.dataSource)).skip(1, "seen");
      health = health(context, at -> !at.getDetails().containsKey("setAside"));
      assertThat(health.getStatus()).isEqualTo(Status.UP);
    }
  }

  @Test
  void tellsWhatTheEndpointSaysThatTheFollowerFailsOf(@TempDir Path folder) throws Exception {
    HttpServer endpoint =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/",
        exchange -> {
          byte[] words = "daily quota used up".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(429, words.length);
          exchange.getResponseBody().write(words);
          exchange.close();
        });
    endpoint.start();
    try (TestChain chain = new TestChain(RoleKeys.ROLES);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      Map<String, Object> quota =
          Map.of(
              "dvpn.chain.cross-check-rpc-url",
              "http://127.0.0.1:" + endpoint.getAddress().getPort());
      service(context, chain, folder, quota, new CountDownLatch(1));
      Health health = health(context, at -> at.toString().contains("follower fails"));
      assertThat(health.getDetails().get("alarms"))
          .asString()
          .contains("follower fails: eth_chainId: HTTP 429 answered daily quota used up");
    } finally {
      endpoint.stop(0);
    }
  }

  @Test
  void tellsOfALowBalance(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain(RoleKeys.ROLES);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      chain.wallet.transact(
          RoleKeys.PROPOSER.address(), TokenAmount.ofTics("19").baseUnits(), new byte[0]);
      service(context, chain, folder, Role.PROPOSER, new CountDownLatch(1));
      Health health = health(context, at -> at.toString().contains("balance is low"));
      assertThat(health.getStatus()).isEqualTo(Status.UP);
    }
  }

  @Test
  void refusesARoleWithoutAKey(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain();
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      Files.writeString(folder.resolve("key"), "");
      assertThatThrownBy(
              () ->
                  service(
                      context,
                      chain,
                      folder,
                      Map.of("dvpn.chain.role", "PROPOSER", "dvpn.chain.key-file", ""),
                      new CountDownLatch(1)))
          .rootCause()
          .hasMessageContaining("sending key: 0 given");
    }
  }

  @Test
  void onlyReadsInAServiceWithoutDatabase(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain();
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      configure(context, chain, folder, Map.of("dvpn.chain.role", "PROPOSER"));
      context.register(ChainConfiguration.class);
      context.refresh();
      assertThat(context.getBean(ChainReader.class).headBlock()).isPositive();
      assertThat(context.getBeanNamesForType(Sender.class)).isEmpty();
      assertThat(context.getBeanNamesForType(ChainLoop.class)).isEmpty();
    }
  }

  private record CountingHandler(CountDownLatch funded) implements ChainEventHandler {
    @Override
    public void on(ConfirmedEvent confirmed) {
      if (confirmed.event() instanceof Funded) {
        funded.countDown();
      }
    }

    @Override
    public void undo(ConfirmedEvent confirmed) {
      throw new AssertionError("no reorganisation here");
    }
  }

  private record FailingHandler(RuntimeException failure) implements ChainEventHandler {
    @Override
    public void on(ConfirmedEvent confirmed) {
      throw failure;
    }

    @Override
    public void undo(ConfirmedEvent confirmed) {}
  }

  private void service(
      AnnotationConfigApplicationContext context,
      TestChain chain,
      Path folder,
      Role role,
      CountDownLatch funded)
      throws Exception {
    if (chain.rpc.balance(RoleKeys.PROPOSER.address()).signum() == 0) {
      chain.wallet.transact(
          RoleKeys.PROPOSER.address(), TokenAmount.ofTics("100").baseUnits(), new byte[0]);
    }
    Map<String, Object> keys =
        Map.of(
            "dvpn.chain.role", role.name(),
            "dvpn.chain.key-file", RoleKeys.file(folder, RoleKeys.PROPOSER).toString(),
            "dvpn.chain.keystore", "");
    service(context, chain, folder, keys, funded);
  }

  private void service(
      AnnotationConfigApplicationContext context,
      TestChain chain,
      Path folder,
      Map<String, Object> keys,
      CountDownLatch funded)
      throws Exception {
    configure(context, chain, folder, keys);
    context.registerBean(MeterRegistry.class, () -> new SimpleMeterRegistry());
    context.registerBean(DataSource.class, () -> tables.dataSource);
    context.registerBean(
        PlatformTransactionManager.class, () -> new JdbcTransactionManager(tables.dataSource));
    context.registerBean(ChainEventHandler.class, () -> new CountingHandler(funded));
    context.register(ChainConfiguration.class);
    context.refresh();
  }

  private static Health health(
      AnnotationConfigApplicationContext context, Predicate<Health> awaited) throws Exception {
    HealthIndicator indicator = context.getBean(HealthIndicator.class);
    for (int i = 0; i < 40; i++) {
      Health health = indicator.health();
      if (awaited.test(health)) {
        return health;
      }
      TimeUnit.MILLISECONDS.sleep(250);
    }
    throw new AssertionError(indicator.health());
  }

  private static double metric(AnnotationConfigApplicationContext context, String name) {
    return context.getBean(MeterRegistry.class).get(name).gauge().value();
  }

  /// As Prometheus shows them.
  private static Set<String> metricNames(AnnotationConfigApplicationContext context) {
    return context.getBean(MeterRegistry.class).getMeters().stream()
        .map(Meter::getId)
        .map(id -> id.getName().replace('.', '_') + (id.getType() == COUNTER ? "_total" : ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void configure(
      AnnotationConfigApplicationContext context,
      TestChain chain,
      Path folder,
      Map<String, Object> keys)
      throws Exception {
    Path network = Files.writeString(folder.resolve("network.json"), chain.network.text());
    Map<String, Object> settings = new HashMap<>(keys);
    settings.put("dvpn.chain.network-file", network.toString());
    settings.put("dvpn.chain.rpc-url", chain.anvil.rpcUrl());
    settings.put("dvpn.chain.poll-interval", "100ms");
    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
  }
}
