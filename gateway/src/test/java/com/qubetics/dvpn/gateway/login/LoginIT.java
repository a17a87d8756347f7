package com.qubetics.dvpn.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway;
import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoginIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TestGateway gateway = TestGateway.shared();
  private final PrivateKey wallet = PrivateKey.random(RANDOM);
  private final PrivateKey appKey = PrivateKey.random(RANDOM);

  @ParameterizedTest
  @EnumSource
  void givesBothWalletsTheSameAccount(LoginProof proof) {
    Answer answer = gateway.login(proof, TestGateway.text(wallet, appKey, gateway.nonce()), wallet);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().required("account").asString()).isEqualTo(wallet.address().toString());
    assertThat(answer.body().required("appKey").asString()).isEqualTo(appKey.address().toString());
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void takesANonceOnceHoweverManyTryItTogether() throws Exception {
    LoginText text = TestGateway.text(wallet, appKey, gateway.nonce());
    Callable<Answer> attempt = () -> gateway.login(LoginProof.EIP4361, text, wallet);
    List<Integer> statuses;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statuses =
          threads.invokeAll(Stream.generate(() -> attempt).limit(12).toList()).stream()
              .map(Future::resultNow)
              .map(Answer::status)
              .toList();
    }

    assertThat(statuses)
        .containsOnlyOnce(200)
        .filteredOn(status -> status != 200)
        .containsOnly(401);
  }

  static Stream<Arguments> refusedTexts() {
    return Stream.of(
        Arguments.of("LOGIN_AUTHORITY_UNKNOWN", (Change) LoginIT::elsewhere),
        Arguments.of("LOGIN_NETWORK_WRONG", (Change) LoginIT::onAnotherChain),
        Arguments.of("LOGIN_CLOCK_WRONG", (Change) t -> shifted(t, Duration.ofSeconds(-180))),
        Arguments.of("LOGIN_CLOCK_WRONG", (Change) t -> shifted(t, Duration.ofSeconds(180))),
        Arguments.of("LOGIN_EXPIRED", (Change) t -> lasting(t, Duration.ofSeconds(-1))),
        Arguments.of("LOGIN_TOO_LONG", (Change) t -> lasting(t, Duration.ofHours(25))),
        Arguments.of("NONCE_UNUSABLE", (Change) LoginIT::withForeignNonce));
  }

  @ParameterizedTest
  @MethodSource("refusedTexts")
  void refusesATextThatIsNotForHereAndNow(String code, Change change) {
    LoginText text = change.of(TestGateway.text(wallet, appKey, gateway.nonce()));

    Answer answer = gateway.login(LoginProof.EIP4361, text, wallet);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void refusesAnotherWalletsSignatureAndKeepsTheNonce() {
    LoginText text = TestGateway.text(wallet, appKey, gateway.nonce());

    Answer forged = gateway.login(LoginProof.EIP4361, text, PrivateKey.random(RANDOM));

    assertThat(forged.status()).isEqualTo(401);
    assertThat(forged.code()).isEqualTo("SIGNATURE_INVALID");
    assertThat(gateway.login(LoginProof.EIP4361, text, wallet).status()).isEqualTo(200);
  }

  @Test
  void refusesATextInAnotherForm() {
    String text = TestGateway.text(wallet, appKey, gateway.nonce()) + "\n";

    Answer answer = gateway.login(LoginProof.EIP4361, text, LoginProof.EIP4361.sign(text, wallet));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("LOGIN_TEXT_MALFORMED");
  }

  @Test
  void refusesAnAppKeyOfAnotherAccount() {
    gateway.token(wallet, appKey);
    PrivateKey thief = PrivateKey.random(RANDOM);

    Answer answer =
        gateway.login(LoginProof.EIP4361, TestGateway.text(thief, appKey, gateway.nonce()), thief);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("APP_KEY_UNUSABLE");
  }

  @Test
  void renewsATokenByTheAppKeyAlone() {
    gateway.token(wallet, appKey);

    Answer answer = renew(appKey, gateway.nonce());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().required("account").asString()).isEqualTo(wallet.address().toString());
  }

  @Test
  void renewsNothingForAKeyThatNobodyDelegated() {
    assertThat(renew(appKey, gateway.nonce()).code()).isEqualTo("APP_KEY_NOT_DELEGATED");
  }

  @Test
  void endsTokensAtOnceWhenTheirAppKeyIsRevoked() {
    String[] token = gateway.token(wallet, appKey);
    assertThat(gateway.get("/api/v1/login/app-keys", token).body().at("/items/0/appKey").asString())
        .isEqualTo(appKey.address().toString());

    Answer revoked =
        gateway.send("DELETE", "/api/v1/login/app-keys/" + appKey.address(), "", token);

    assertThat(revoked.status()).isEqualTo(204);
    Answer after = gateway.get("/api/v1/login/app-keys", token);
    assertThat(after.status()).isEqualTo(401);
    assertThat(after.code()).isEqualTo("TOKEN_INVALID");
    assertThat(renew(appKey, gateway.nonce()).code()).isEqualTo("APP_KEY_NOT_DELEGATED");
  }

  @Test
  void listsEveryDelegatedKeyPageByPage() {
    String[] token = gateway.token(wallet, appKey);
    Set<String> delegated = new TreeSet<>(Set.of(appKey.address().toString()));
    for (int i = 0; i < 4; i++) {
      PrivateKey another = PrivateKey.random(RANDOM);
      gateway.token(wallet, another);
      delegated.add(another.address().toString());
    }

    Set<String> listed = new TreeSet<>();
    String cursor = "";
    do {
      JsonNode page = gateway.get("/api/v1/login/app-keys?limit=2" + cursor, token).body();
      page.get("items").forEach(item -> listed.add(item.get("appKey").asString()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").asString() : null;
    } while (cursor != null);

    assertThat(listed).isEqualTo(delegated);
  }

  @Test
  void revokesOwnKeysOnly() {
    gateway.token(wallet, appKey);
    PrivateKey other = PrivateKey.random(RANDOM);

    Answer answer =
        gateway.send(
            "DELETE",
            "/api/v1/login/app-keys/" + appKey.address(),
            "",
            gateway.token(other, PrivateKey.random(RANDOM)));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(renew(appKey, gateway.nonce()).status()).isEqualTo(200);
  }

  @Test
  void refusesATokenWithAnotherKeysSignature() {
    String[] token = gateway.token(wallet, appKey);

    Answer answer =
        gateway.get(
            "/api/v1/login/app-keys",
            "Authorization",
            token[1].substring(0, token[1].length() - 4) + "AAAA");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("TOKEN_INVALID");
  }

  @Test
  void explainsAMalformedBody() {
    Answer answer = gateway.send("POST", "/api/v1/login", "{\"proof\":\"PASSWORD\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("MALFORMED");
  }

  private interface Change {
    LoginText of(LoginText text);
  }

  private Answer renew(PrivateKey key, String nonce) {
    TokenRequest request = new TokenRequest(new AppKey(key.address()), nonce);
    return gateway.send(
        "POST",
        "/api/v1/login/tokens",
        JsonMapper.shared()
            .writeValueAsString(TypedMessage.sign(request, TestGateway.DOMAIN, key)));
  }

  private static LoginText elsewhere(LoginText t) {
    return new LoginText(
        "evil.example",
        t.account(),
        URI.create("https://evil.example"),
        t.nonce(),
        t.issuedAt(),
        t.expiresAt(),
        t.appKey(),
        t.domain());
  }

  private static LoginText onAnotherChain(LoginText t) {
    return new LoginText(
        t.authority(),
        t.account(),
        t.uri(),
        t.nonce(),
        t.issuedAt(),
        t.expiresAt(),
        t.appKey(),
        new Domain(1, t.domain().verifyingContract()));
  }

  private static LoginText shifted(LoginText t, Duration by) {
    return new LoginText(
        t.authority(),
        t.account(),
        t.uri(),
        t.nonce(),
        t.issuedAt().plus(by),
        t.expiresAt().plus(by),
        t.appKey(),
        t.domain());
  }

  private static LoginText lasting(LoginText t, Duration lifetime) {
    return new LoginText(
        t.authority(),
        t.account(),
        t.uri(),
        t.nonce(),
        t.issuedAt(),
        t.issuedAt().plus(lifetime),
        t.appKey(),
        t.domain());
  }

  private static LoginText withForeignNonce(LoginText t) {
    return new LoginText(
        t.authority(),
        t.account(),
        t.uri(),
        "0123456789abcdef0123456789abcdef",
        t.issuedAt(),
        t.expiresAt(),
        t.appKey(),
        t.domain());
  }
}
