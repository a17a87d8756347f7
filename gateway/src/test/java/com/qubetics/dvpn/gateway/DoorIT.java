package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.ReadinessState;

class DoorIT {
  private static TestGateway gateway;

  private final PrivateKey wallet = PrivateKey.random(new SecureRandom());
  private final PrivateKey key = PrivateKey.random(new SecureRandom());

  @BeforeAll
  static void start() {
    gateway =
        new TestGateway(
            Map.of(
                "dvpn.limit.account.per-second", "1",
                "dvpn.limit.account.burst", "3",
                "dvpn.limit.measurement.every", "60s",
                "dvpn.limit.measurement.burst", "3"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void tellsServicesWhoCallsAndNothingElse() throws Exception {
    String[] token = gateway.token(wallet, key);

    Answer answer =
        gateway.send(
            "POST",
            "/api/v1/selections?x=%2F1",
            "{\"near\":{}}",
            token[0],
            token[1],
            "X-Dvpn-Internal",
            "forged",
            "X-Dvpn-Account",
            "0x0000000000000000000000000000000000000001",
            "X-Dvpn-Node",
            "0x0000000000000000000000000000000000000002",
            "X-Forwarded-For",
            "192.0.2.7",
            "Cookie",
            "a=b",
            "Idempotency-Key",
            "\"one of sixteen characters\"");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().required("by").asString()).isEqualTo("selector");
    FakeService.Asked asked = gateway.selector().asked("/api/v1/selections?x=%2F1");
    Headers headers = asked.headers();
    assertThat(asked.body()).isEqualTo("{\"near\":{}}");
    assertThat(asked.caller("selector-service"))
        .isEqualTo(
            new Admitted(
                "gateway",
                new Subject.User(new Account(wallet.address()), new AppKey(key.address())),
                null));
    assertThat(headers.get("Authorization")).hasSize(1);
    assertThat(headers.keySet())
        .doesNotContain("X-forwarded-for", "Cookie", "Forwarded", "Idempotency-key")
        .noneMatch(name -> name.startsWith("X-dvpn"));
    assertThat(headers.values().toString()).doesNotContain("127.0.0.1, ", "192.0.2.7");
  }

  @Test
  void namesNobodyOnAPublicCallAndANodeOnItsOwn() throws Exception {
    gateway.get("/api/v1/nodes", "X-Dvpn-Account", wallet.address().toString());
    assertThat(gateway.registry().asked("/api/v1/nodes").caller("registry-service"))
        .isEqualTo(new Admitted("gateway", new Subject.Nobody(), null));

    String target = "/api/v1/agent/peers?after=1%3A2";
    gateway.get(target, TestGateway.agent(key, "GET", target, "", Instant.now().getEpochSecond()));
    FakeService.Asked poll = gateway.ledger().asked(target);
    assertThat(poll.caller("session-ledger"))
        .isEqualTo(new Admitted("gateway", new Subject.Node(new NodeId(key.address())), null));
  }

  @Test
  void measuresTheHostThatAsksAndNoOtherAndOnlyNowAndThen() throws Exception {
    String target = "/api/v1/agent/reachability";
    String body = "{\"port\":51820}";
    long now = Instant.now().getEpochSecond();
    String[] signed = TestGateway.agent(key, "POST", target, body, now);

    gateway.send(
        "POST",
        target,
        body,
        signed[0],
        signed[1],
        "X-Dvpn-Address",
        "192.0.2.7",
        "X-Forwarded-For",
        "192.0.2.7");
    assertThat(gateway.registry().asked(target).caller("registry-service").address())
        .isEqualTo(InetAddress.ofLiteral("127.0.0.1"));

    assertThat(download(key, 100_000).raw().body()).hasSizeGreaterThan(10_000);
    assertThat(download(key, (25L << 20) + 1).status()).isEqualTo(400);

    // Whoever signs: the address is what counts.
    Answer limited = download(PrivateKey.random(new SecureRandom()), 1);
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.header("RateLimit-Policy")).isEqualTo("\"measurement\";q=3;w=180");
  }

  private static Answer download(PrivateKey node, long bytes) {
    String target = "/api/v1/agent/bandwidth?bytes=" + bytes;
    return gateway.get(
        target, TestGateway.agent(node, "GET", target, "", Instant.now().getEpochSecond()));
  }

  @Test
  void refusesTheWrongKindOfCaller() {
    Answer user = gateway.get("/api/v1/agent/peers", gateway.token(wallet, key));
    Answer node =
        gateway.get(
            "/api/v1/allowance",
            TestGateway.agent(key, "GET", "/api/v1/allowance", "", Instant.now().getEpochSecond()));
    Answer nobody = gateway.get("/api/v1/allowance");

    assertThat(user.status()).isEqualTo(403);
    assertThat(user.code()).isEqualTo("WRONG_CALLER");
    assertThat(node.status()).isEqualTo(403);
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void answersWithAProblemWhereThereIsNothing() {
    Answer unknown = gateway.get("/api/v1/admin");
    Answer method = gateway.send("PUT", "/api/v1/nodes", "{}");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.code()).isEqualTo("NOT_FOUND");
    assertThat(unknown.header("Content-Type")).startsWith("application/problem+json");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(gateway.get("/api/v1//nodes").status()).isEqualTo(400);
    assertThat(gateway.get("/api/v1/nodes/..%2Fagent").status()).isEqualTo(400);
    assertThat(gateway.get("/actuator/prometheus").status()).isEqualTo(404);
    assertThat(gateway.get("/error").status()).isEqualTo(404);
  }

  @Test
  void refusesBodiesThatAreTooLargeOrNotJson() {
    Answer large = gateway.send("POST", "/api/v1/login", "{" + " ".repeat(300_000) + "}");
    Answer form =
        gateway.send(
            "POST", "/api/v1/login", "a=b", "Content-Type", "application/x-www-form-urlencoded");

    assertThat(large.status()).isEqualTo(413);
    assertThat(large.code()).isEqualTo("BODY_TOO_LARGE");
    assertThat(form.status()).isEqualTo(415);
  }

  /// As the service reads it: a token is for the line that arrives, whatever was made of it here.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/nodes?cursor=%2Fa%20b&limit=2&cursor=c",
        "/api/v1/nodes?limit=",
        "/api/v1/nodes?a=%C3%A9",
        "/api/v1/%6Eodes/1",
      })
  void signsTheLineThatItSends(String target) throws Exception {
    assertThat(gateway.get(target).status()).isEqualTo(200);
    assertThat(gateway.registry().newest().caller("registry-service").subject())
        .isEqualTo(new Subject.Nobody());
  }

  @Test
  void keepsEverybodyOutUntilItHasStarted() {
    gateway.changeReadiness(ReadinessState.REFUSING_TRAFFIC);
    try {
      for (String target : List.of("/api/v1/nodes", "/api/v1/network", "/actuator/health")) {
        Answer answer = gateway.get(target);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
      }
    } finally {
      gateway.changeReadiness(ReadinessState.ACCEPTING_TRAFFIC);
    }
    assertThat(gateway.get("/api/v1/network").status()).isEqualTo(200);
  }

  @Test
  void saysThatAServiceIsDown() {
    Answer answer = gateway.get("/api/v1/epochs/3");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void saysThatAServiceIsLate() {
    long before = System.nanoTime();

    Answer answer = gateway.get("/api/v1/slots/999");

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.code()).isEqualTo("UPSTREAM_TIMEOUT");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(10);
  }

  @Test
  void passesAServicesOwnRefusalOn() {
    Answer answer = gateway.get("/api/v1/slots/404");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("SLOT_UNKNOWN");
  }

  @Test
  void limitsAnAccountAndSaysWhenToComeBack() {
    String[] token = gateway.token(wallet, key);
    for (int i = 0; i < 3; i++) {
      assertThat(gateway.get("/api/v1/allowance", token).status()).isEqualTo(200);
    }

    Answer answer = gateway.get("/api/v1/allowance", token);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("RATE_LIMITED");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"account\";q=3;w=3");
  }

  @Test
  void publishesTheNetworkWithWhatAClientMustKnow() {
    Answer answer = gateway.get("/api/v1/network");

    assertThat(answer.body().required("chainId").asLong()).isEqualTo(31337);
    assertThat(answer.body().required("authority").asString()).isEqualTo(TestGateway.AUTHORITY);
    assertThat(answer.body().required("minimumAgent").asString()).isEqualTo("0.1.0");
  }

  @Test
  void servesThePageThatHandsANodesTransactionToAWallet() {
    Answer page = gateway.get("/register.html?register=AAAA");
    Answer script = gateway.get("/register.js");

    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.raw().body()).contains("<script src=\"register.js\">");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(script.header("Content-Type")).contains("javascript");
    assertThat(gateway.get("/register").status()).isEqualTo(404);
  }

  @Test
  void saysThatItIsWell() {
    Answer answer = gateway.get("/actuator/health");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("{\"status\":\"UP\"}");
  }
}
