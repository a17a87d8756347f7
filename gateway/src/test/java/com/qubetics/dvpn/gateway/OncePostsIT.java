package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wire.login.LoginRequest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class OncePostsIT {
  private static final String KEY = "Idempotency-Key";

  private static TestGateway gateway;

  /// Another replica: its database is the first one's.
  private static TestGateway replica;

  private final PrivateKey wallet = PrivateKey.random(new SecureRandom());
  private final PrivateKey appKey = PrivateKey.random(new SecureRandom());
  private final String key = "\"" + UUID.randomUUID() + "\"";

  @BeforeAll
  static void start() {
    Map<String, String> settings = new TreeMap<>();
    for (String caller : List.of("account", "node")) {
      settings.put("dvpn.limit." + caller + ".burst", "1000");
    }
    settings.put("dvpn.limit.measurement.burst", "1000");
    settings.put("DVPN_UPSTREAM_TIMEOUT", "20s");
    gateway = TestGateway.with(settings);
    for (String name : List.of("url", "username", "password")) {
      settings.put("spring.datasource." + name, gateway.property("spring.datasource." + name));
    }
    replica = TestGateway.with(settings);
  }

  @AfterAll
  static void stop() {
    replica.close();
    gateway.close();
  }

  @Test
  void doesEveryPostToAServiceOnceAndAnswersTheSameAgain() {
    Calls calls = new Calls(gateway, wallet, appKey, PrivateKey.random(new SecureRandom()));
    List<String> done = new ArrayList<>();
    for (Route route : RouteTable.routes()) {
      if (!route.method().equals(HttpMethod.POST) || serviceOf(route) == null) {
        continue;
      }
      String own = "\"" + UUID.randomUUID() + "\"";
      int before = serviceOf(route).waiting();
      Answer first = calls.ask(route, "POST", "{\"a\":1}", KEY, own);
      Answer again = calls.ask(route, "POST", "{\"a\":1}", KEY, own);

      assertThat(first.status()).as(route.toString()).isEqualTo(200);
      assertThat(again.status()).as(route.toString()).isEqualTo(200);
      assertThat(again.raw().body()).isEqualTo(first.raw().body());
      assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
      assertThat(serviceOf(route).waiting()).as(route.toString()).isEqualTo(before + 1);
      done.add(route.toString());
    }
    assertThat(done).hasSizeGreaterThan(10);
  }

  private static FakeService serviceOf(Route route) {
    return switch (route.upstream()) {
      case REGISTRY -> gateway.registry();
      case SELECTOR -> gateway.selector();
      case LEDGER -> gateway.ledger();
      case REWARDS, GATEWAY -> null;
    };
  }

  @Test
  void logsInOnceAndGivesTheSameTokenAgainAtAnyReplica() {
    String body = loginBody(gateway.nonce());

    Answer first = gateway.send("POST", "/api/v1/login", body, KEY, key);
    Answer again = replica.send("POST", "/api/v1/login", body, KEY, key);
    Answer withoutKey = gateway.send("POST", "/api/v1/login", body);
    Answer otherKey =
        gateway.send("POST", "/api/v1/login", body, KEY, "\"" + UUID.randomUUID() + "\"");

    assertThat(first.status()).isEqualTo(200);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.raw().body()).isEqualTo(first.raw().body());
    assertThat(again.header("Cache-Control")).isEqualTo("no-store");
    assertThat(withoutKey.code()).isEqualTo("NONCE_UNUSABLE");
    assertThat(otherKey.code()).isEqualTo("NONCE_UNUSABLE");
  }

  @Test
  void givesTheSameNonceAgain() {
    Answer first = gateway.send("POST", "/api/v1/login/nonces", "", KEY, key);
    Answer again = replica.send("POST", "/api/v1/login/nonces", "", KEY, key);

    assertThat(first.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(gateway.nonce()).isNotEqualTo(first.body().required("nonce").asString());
  }

  @Test
  void refusesAnotherBodyOrCallUnderTheSameKey() {
    String[] token = gateway.token(wallet, appKey);
    Answer first = keyed("/api/v1/selections", "{\"a\":1}", token);

    for (Answer other :
        List.of(
            keyed("/api/v1/selections", "{\"a\":2}", token),
            keyed("/api/v1/selections", "{\"a\":1 }", token),
            keyed("/api/v1/selections?b=1", "{\"a\":1}", token),
            keyed("/api/v1/sessions", "{\"a\":1}", token))) {
      assertThat(other.status()).isEqualTo(422);
      assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }
    assertThat(keyed("/api/v1/selections", "{\"a\":1}", token).body()).isEqualTo(first.body());
  }

  @Test
  void keepsTheKeysOfCallersApart() {
    String[] other =
        gateway.token(PrivateKey.random(new SecureRandom()), PrivateKey.random(new SecureRandom()));

    assertThat(keyed("/api/v1/selections", "{\"a\":1}", gateway.token(wallet, appKey)).status())
        .isEqualTo(200);
    assertThat(keyed("/api/v1/selections", "{\"a\":2}", other).status()).isEqualTo(200);
    // Whoever is let in to nothing learns nothing of a key.
    assertThat(gateway.send("POST", "/api/v1/selections", "{\"a\":1}", KEY, key).status())
        .isEqualTo(401);
  }

  @Test
  void saysThatTheFirstIsNotAnsweredYetAtAnyReplica() throws Exception {
    String[] token = gateway.token(wallet, appKey);
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> first =
          thread.submit(() -> keyed("/api/v1/selections?held=1", FakeService.HELD, token));
      gateway.selector().asked("/api/v1/selections?held=1");

      Answer meanwhile =
          replica.send(
              "POST", "/api/v1/selections?held=1", FakeService.HELD, KEY, key, token[0], token[1]);
      gateway.selector().release();

      assertThat(meanwhile.status()).isEqualTo(409);
      assertThat(meanwhile.code()).isEqualTo("IDEMPOTENCY_KEY_IN_FLIGHT");
      assertThat(meanwhile.header("Retry-After")).isEqualTo("1");
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(keyed("/api/v1/selections?held=1", FakeService.HELD, token).raw().body())
          .isEqualTo(first.get().raw().body());
    }
  }

  /// A failure of any kind between the login and its answer's being kept: neither is there.
  @Test
  void keepsTheAnswerInTheLoginsOwnTransaction() {
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    String body = loginBody(gateway.nonce());
    jdbc.sql(
            """
            create function break_off() returns trigger language plpgsql as
            $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$
            """)
        .update();
    jdbc.sql(
            """
            create trigger break_off before update on kept_answer
            for each row when (new.sealed is not null) execute function break_off()
            """)
        .update();
    Answer broken;
    try {
      broken = gateway.send("POST", "/api/v1/login", body, KEY, key);
    } finally {
      jdbc.sql("drop trigger break_off on kept_answer").update();
      jdbc.sql("drop function break_off").update();
    }
    Answer again = gateway.send("POST", "/api/v1/login", body, KEY, key);

    assertThat(broken.status()).isEqualTo(503);
    assertThat(broken.code()).isEqualTo("UNAVAILABLE");
    assertThat(again.status()).isEqualTo(200);
    assertThat(gateway.send("POST", "/api/v1/login", body, KEY, key).raw().body())
        .isEqualTo(again.raw().body());
  }

  @Test
  void doesNotKeepARefusal() {
    Answer refused = gateway.send("POST", "/api/v1/login", "{}", KEY, key);
    Answer down =
        gateway.send("POST", "/api/v1/transactions/claim", "{}", KEY, "\"down-down-down-down\"");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(down.status()).isEqualTo(502);
    assertThat(gateway.send("POST", "/api/v1/login", loginBody(gateway.nonce()), KEY, key).status())
        .isEqualTo(200);
    assertThat(
            gateway
                .send("POST", "/api/v1/transactions/claim", "{}", KEY, "\"down-down-down-down\"")
                .status())
        .isEqualTo(502);
  }

  @Test
  void refusesWhatIsNoKeyAndDoesNothing() {
    int before = gateway.selector().waiting();
    String[] token = gateway.token(wallet, appKey);
    Answer answer =
        gateway.send("POST", "/api/v1/selections", "{}", KEY, "one", token[0], token[1]);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("IDEMPOTENCY_KEY_MALFORMED");
    assertThat(gateway.selector().waiting()).isEqualTo(before);
  }

  private Answer keyed(String target, String body, String[] token) {
    return gateway.send("POST", target, body, KEY, key, token[0], token[1]);
  }

  private String loginBody(String nonce) {
    LoginText text = TestGateway.text(wallet, appKey, nonce);
    return JsonMapper.shared()
        .writeValueAsString(
            new LoginRequest(
                LoginProof.EIP4361,
                text.toString(),
                Hex.format(LoginProof.EIP4361.sign(text.toString(), wallet)),
                TestGateway.appKeySignature(text, appKey)));
  }
}
