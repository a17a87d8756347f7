package com.qubetics.dvpn.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway;
import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Every refusal of the gateway whose cause is time names both times.
class RefusalsByTimeIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String TIME = "[0-9-]{10}T[0-9:]{8}Z";
  private static final Duration LIFE = Duration.ofSeconds(5);
  private static final PrivateKey WALLET = PrivateKey.random(RANDOM);
  private static final PrivateKey APP_KEY = PrivateKey.random(RANDOM);

  private static TestGateway gateway;
  private static String[] oldToken;
  private static String oldNonce;

  @BeforeAll
  static void start() throws InterruptedException {
    gateway =
        TestGateway.with(
            Map.of("dvpn.login.nonce-lifetime", "5s", "dvpn.login.token-lifetime", "5s"));
    LoginText brief = lasting(Duration.ZERO, LIFE, gateway.nonce());
    String token =
        gateway
            .login(LoginProof.EIP4361, brief, WALLET, APP_KEY)
            .body()
            .required("token")
            .asString();
    oldToken = new String[] {"Authorization", "Bearer " + token};
    oldNonce = gateway.nonce();
    Thread.sleep(LIFE.plusSeconds(1));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        row(
            "LOGIN_CLOCK_WRONG",
            "Issued At is TIME, 1[78][0-9] s ahead of the gateway's clock .TIME.",
            () -> login(Duration.ofSeconds(180), Duration.ofHours(1))),
        row(
            "LOGIN_EXPIRED",
            "it is TIME, [0-9]+ s behind the gateway's clock .TIME.",
            () -> login(Duration.ofSeconds(-60), Duration.ofSeconds(30))),
        row(
            "LOGIN_TOO_LONG",
            "From Issued At TIME to Expiration Time TIME are 90000 s; .* 86400 s",
            () -> login(Duration.ZERO, Duration.ofHours(25))),
        row(
            "NONCE_UNUSABLE",
            "its end is TIME, [0-9]+ s behind the gateway's clock .TIME.",
            () -> renew(APP_KEY, oldNonce)),
        row(
            "NONCE_UNUSABLE",
            "older than 5 s by the gateway's clock .TIME.",
            () -> renew(APP_KEY, "0123456789abcdef0123456789abcdef")),
        row(
            "APP_KEY_NOT_DELEGATED",
            "has ended: TIME, [0-9]+ s behind the gateway's clock .TIME.",
            () -> renew(APP_KEY, gateway.nonce())),
        row(
            "TOKEN_INVALID",
            "its end is TIME, [0-9]+ s behind the gateway's clock .TIME.",
            () -> gateway.get("/api/v1/login/app-keys", oldToken)),
        row(
            "AGENT_CLOCK_WRONG",
            "signed at TIME, 1[23][0-9] s ahead of the gateway's clock .TIME.; 120 s",
            () -> poll(130)),
        row(
            "AGENT_CLOCK_WRONG",
            "signed at TIME, 1[34][0-9] s behind the gateway's clock .TIME.; 120 s",
            () -> poll(-132)));
  }

  private static Arguments row(String code, String detail, Supplier<Answer> refused) {
    return Arguments.of(code, detail, refused);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refusals")
  void namesBothTimes(String code, String detail, Supplier<Answer> refused) {
    Answer answer = refused.get();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().required("detail").asString())
        .containsPattern(detail.replace("TIME", TIME));
  }

  private static Answer login(Duration issued, Duration lifetime) {
    return gateway.login(
        LoginProof.EIP4361, lasting(issued, lifetime, gateway.nonce()), WALLET, APP_KEY);
  }

  private static LoginText lasting(Duration issued, Duration lifetime, String nonce) {
    LoginText text = TestGateway.text(WALLET, APP_KEY, nonce);
    Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(issued);
    return new LoginText(
        text.authority(),
        text.account(),
        text.uri(),
        nonce,
        begin,
        begin.plus(lifetime),
        text.appKey(),
        text.domain());
  }

  private static Answer renew(PrivateKey key, String nonce) {
    TokenRequest request = new TokenRequest(new AppKey(key.address()), nonce);
    return gateway.send(
        "POST",
        "/api/v1/login/tokens",
        JsonMapper.shared()
            .writeValueAsString(TypedMessage.sign(request, TestGateway.DOMAIN, key)));
  }

  private static Answer poll(long ahead) {
    String target = "/api/v1/agent/peers";
    long at = Instant.now().getEpochSecond() + ahead;
    return gateway.get(target, TestGateway.agent(PrivateKey.random(RANDOM), "GET", target, "", at));
  }
}
