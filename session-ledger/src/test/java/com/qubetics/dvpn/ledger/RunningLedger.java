package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.engines.SettableClock;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.http.AccessMatrix;
import com.qubetics.dvpn.http.AccessMatrix.Caller;
import com.qubetics.dvpn.http.AccessMatrix.Sample;
import com.qubetics.dvpn.http.DoorKnocks;
import com.qubetics.dvpn.http.HostileWords;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.ledger.chain.LedgerEvents;
import com.qubetics.dvpn.ledger.directory.KnownNodes;
import com.qubetics.dvpn.ledger.epoch.OpenEpoch;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service, started once for all tests of this module: its own database, the shared broker, a
/// fake chain, and a clock that tests move.
public final class RunningLedger {
  private static final String SERVICE = "session-ledger";
  static final SettableClock CLOCK = SettableClock.running();
  static final FakeChain CHAIN = new FakeChain();
  static final Duration EPOCH = Duration.ofHours(1);

  static final Network NETWORK =
      Network.parse(
          """
          {"name":"test","chainId":31337,
           "nodeRegistry":"0x00000000000000000000000000000000000000a1",
           "epochLedger":"0x00000000000000000000000000000000000000a2",
           "rewardsVault":"0x00000000000000000000000000000000000000a3",
           "genesis":%s,"epochSeconds":3600,"slotSeconds":5,"deployedAtBlock":1,"confirmations":2,
           "deposit":"1","buffer":"1","pricePerGib":"1","challengeSeconds":5}
          """
              .formatted(Instant.now().getEpochSecond()));
  public static final Domain DOMAIN = NETWORK.domain();
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final RunningLedger SHARED = new RunningLedger();

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  /// Not a `@Configuration`: a scan would find it for every service started in this package.
  static class Fakes {
    @Bean
    @Primary
    Clock testClock() {
      return CLOCK;
    }

    @Bean
    Network network() {
      return NETWORK;
    }

    @Bean
    Calls calls(Network network) {
      return new Calls(network.contracts());
    }

    @Bean
    Sender sender() {
      return CHAIN;
    }

    @Bean
    ChainReader chainReader() {
      return CHAIN.reader();
    }
  }

  private RunningLedger() {
    Database database = Postgres.shared().database("ledger");
    SpringApplication application = new SpringApplication(LedgerApplication.class, Fakes.class);
    context =
        application.run(
            "--server.port=0",
            "--management.server.port=0",
            "--spring.autoconfigure.exclude=com.qubetics.dvpn.chain.spring.ChainConfiguration",
            "--dvpn.door.issuers=" + TestIssuers.SHARED.folder(),
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--dvpn.kafka.bootstrap=" + Kafka.shared().bootstrap(),
            "--dvpn.topic.prefix=ledger-test.",
            "--dvpn.ledger.session.install-wait=4s",
            "--dvpn.ledger.session.most-per-account=100",
            "--dvpn.ledger.peers.longest-wait=4s",
            "--dvpn.ledger.epoch.sealing-delay=5s",
            "--dvpn.ledger.epoch.erasure-delay=90m");
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    base = URI.create("http://127.0.0.1:" + port);
  }

  public static RunningLedger shared() {
    return SHARED;
  }

  /// What the inner door does when somebody knocks.
  DoorKnocks door() {
    return new DoorKnocks(SERVICE, base.getPort(), context);
  }

  /// What strangers may write to it.
  HostileWords words() {
    return new HostileWords(
        HostileWords.operations(door().handlers()), base.getPort(), HostileWords.tokens(SERVICE));
  }

  /// What it answers otherwise than the matrix says.
  List<String> differences(
      AccessMatrix matrix, Map<Caller, Subject> callers, Map<String, Sample> samples) {
    return matrix.differences(SERVICE, base.getPort(), door().handlers(), callers, samples);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  public long count(String query, Object... parameters) {
    return jdbc().sql(query).params(parameters).query(Long.class).single();
  }

  /// The running epoch, once all before it are sealed.
  public long epoch() {
    Waiting.until(() -> oldestOpenEpoch() == NETWORK.schedule().epochAt(CLOCK.instant()));
    return oldestOpenEpoch();
  }

  long oldestOpenEpoch() {
    return count("select min(number) from epoch where state = 'OPEN'");
  }

  /// Moves time to the end of the oldest open epoch and waits until it is sealed.
  public void nextEpoch() {
    long epoch = oldestOpenEpoch();
    Duration left = Duration.between(CLOCK.instant(), NETWORK.schedule().endOfEpoch(epoch));
    CLOCK.advance(left.isNegative() ? Duration.ofSeconds(6) : left.plusSeconds(6));
    Waiting.until(() -> oldestOpenEpoch() > epoch);
  }

  /// Goes on into the next epoch, while a fold under way keeps this one from being sealed.
  void unsealed(long epoch, Runnable work) {
    Duration left = Duration.between(CLOCK.instant(), NETWORK.schedule().endOfEpoch(epoch));
    bean(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              assertThat(bean(OpenEpoch.class).hold(epoch)).isEqualTo(epoch);
              CLOCK.advance(left.plusSeconds(1));
              work.run();
            });
  }

  /// A pass, told twice by the chain; 1001 base units a mebibyte and one more.
  public void buy(TestUser user, long mebibytes) {
    buy(user, BigInteger.valueOf(mebibytes));
  }

  void buy(TestUser user, BigInteger mebibytes) {
    TokenAmount paid =
        new TokenAmount(mebibytes.multiply(BigInteger.valueOf(1_001)).add(BigInteger.ONE));
    ChainEvent bought = new ChainEvent.PassBought(user.account(), user.account(), mebibytes, paid);
    long number = System.nanoTime();
    confirmed(bought, number);
    confirmed(bought, number);
  }

  void confirmed(ChainEvent event, long number) {
    tell(LedgerEvents::on, event, number);
  }

  void tell(BiConsumer<LedgerEvents, ConfirmedEvent> how, ChainEvent event, long number) {
    ConfirmedEvent confirmed =
        new ConfirmedEvent(
            event, 500, FakeChain.hashOf(500), CLOCK.instant(), FakeChain.hashOf(number), 0);
    bean(TransactionTemplate.class)
        .executeWithoutResult(status -> how.accept(bean(LedgerEvents.class), confirmed));
  }

  /// An active node with a host of its own.
  public TestNode node() {
    TestNode node = new TestNode(this);
    bean(KnownNodes.class)
        .put(
            node.id(),
            1,
            "ACTIVE",
            TunnelKey.parse("0x" + "11".repeat(32)),
            Endpoint.parse(TestNode.ENDPOINT).hash(),
            TestNode.ENDPOINT);
    return node;
  }

  /// A user with free traffic.
  public TestUser user() {
    TestUser user = new TestUser(this);
    CHAIN.balances.put(user.account(), TokenAmount.parse("1" + "0".repeat(18)));
    return user;
  }

  /// A user that has signed for 512 GiB, and has as much left: no credit keeps it from anything.
  public TestUser trusted() {
    TestUser user = user();
    jdbc()
        .sql("insert into allowance (account, promo_bytes, promo_spent_bytes) values (?, ?, ?)")
        .params(user.account().address().bytes(), 1L << 40, 1L << 39)
        .update();
    return user;
  }

  public record Answer(int status, String text) {
    public JsonNode json() {
      return JSON.readTree(text);
    }
  }

  /// What a public route of the gateway asks.
  Answer call(String method, String path, Object body) {
    return call(new Subject.Nobody(), method, path, body);
  }

  Answer call(Subject caller, String method, String path, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(40))
            .header("Authorization", TestIssuers.SHARED.gateway(SERVICE, caller, method, path))
            .header("Content-Type", "application/json");
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static <T> CompletableFuture<T> async(java.util.function.Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }
}
