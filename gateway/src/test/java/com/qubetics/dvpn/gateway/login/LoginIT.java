package com.qubetics.dvpn.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway;
import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.wire.login.LoginWish;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoginIT {
  private static final Authority OTHER_AUTHORITY = Authority.parse("[2001:db8::1]:8443");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final TestGateway gateway = TestGateway.shared();
  private final PrivateKey wallet = PrivateKey.random(RANDOM);
  private final PrivateKey appKey = PrivateKey.random(RANDOM);

  @ParameterizedTest
  @EnumSource
  void givesBothWalletsTheSameAccount(LoginProof proof) {
    Answer answer =
        gateway.login(proof, TestGateway.text(wallet, appKey, gateway.nonce()), wallet, appKey);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().required("account").asString()).isEqualTo(wallet.address().toString());
    assertThat(answer.body().required("appKey").asString()).isEqualTo(appKey.address().toString());
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void takesANonceOnceHoweverManyTryItTogether() throws Exception {
    LoginText text = TestGateway.text(wallet, appKey, gateway.nonce());
    Callable<Answer> attempt = () -> gateway.login(LoginProof.EIP4361, text, wallet, appKey);
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
        Arguments.of("LOGIN_CLOCK_WRONG", (Change) t -> shifted(t, Duration.ofSeconds(180))),
        Arguments.of("LOGIN_EXPIRED", (Change) t -> lasting(t, Duration.ofSeconds(-1))),
        Arguments.of("LOGIN_TOO_LONG", (Change) t -> lasting(t, Duration.ofHours(25))),
        Arguments.of("NONCE_UNUSABLE", (Change) LoginIT::withForeignNonce));
  }

  @ParameterizedTest
  @MethodSource("refusedTexts")
  void refusesATextThatIsNotForHereAndNow(String code, Change change) {
    LoginText text = change.of(TestGateway.text(wallet, appKey, gateway.nonce()));

    Answer answer = gateway.login(LoginProof.EIP4361, text, wallet, appKey);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void refusesAnotherWalletsSignatureAndKeepsTheNonce() {
    LoginText text = TestGateway.text(wallet, appKey, gateway.nonce());

    Answer forged = gateway.login(LoginProof.EIP4361, text, PrivateKey.random(RANDOM), appKey);

    assertThat(forged.status()).isEqualTo(401);
    assertThat(forged.code()).isEqualTo("SIGNATURE_INVALID");
    assertThat(gateway.login(LoginProof.EIP4361, text, wallet, appKey).status()).isEqualTo(200);
  }

  @Test
  void refusesATextInAnotherForm() {
    LoginText login = TestGateway.text(wallet, appKey, gateway.nonce());
    String text = login.toString().replace("moves no funds", "moves all funds");

    Answer answer =
        gateway.login(
            LoginProof.EIP4361,
            text,
            LoginProof.EIP4361.sign(text, wallet),
            TestGateway.appKeySignature(login, appKey));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("LOGIN_TEXT_MALFORMED");
    assertThat(answer.body().required("detail").asString())
        .contains("line 4", "moves all funds", "(expected: Allow this app key until");
  }

  /// A hardware wallet shows a long text for minutes.
  @Test
  void takesATextAsLongAsItsNonce() {
    LoginText text =
        shifted(TestGateway.text(wallet, appKey, gateway.nonce()), Duration.ofSeconds(-299));

    assertThat(gateway.login(LoginProof.EIP4361, text, wallet, appKey).status()).isEqualTo(200);
  }

  @Test
  void writesTheTextThatIsToBeSigned() {
    LoginWish wish =
        new LoginWish(
            new Account(wallet.address()), new AppKey(appKey.address()), 3600L, OTHER_AUTHORITY);

    JsonNode begun = begin(wish).body();
    LoginText text = LoginText.parse(begun.required("text").asString());

    assertThat(text)
        .isEqualTo(
            LoginText.of(
                OTHER_AUTHORITY,
                new Account(wallet.address()),
                begun.required("nonce").asString(),
                text.issuedAt(),
                text.issuedAt().plusSeconds(3600),
                new AppKey(appKey.address()),
                TestGateway.DOMAIN));
    assertThat(gateway.login(LoginProof.EIP4361, text, wallet, appKey).status()).isEqualTo(200);
  }

  @Test
  void writesNoTextThatItWouldNotTake() {
    Account account = new Account(wallet.address());
    AppKey key = new AppKey(appKey.address());

    assertThat(begin(new LoginWish(account, key, 86_401L, null)).code())
        .isEqualTo("LOGIN_TOO_LONG");
    assertThat(begin(new LoginWish(account, key, null, Authority.parse("evil.example"))).code())
        .isEqualTo("LOGIN_AUTHORITY_UNKNOWN");
    assertThat(
            gateway
                .send("POST", "/api/v1/login/nonces", "{\"account\":\"%s\"}".formatted(account))
                .code())
        .isEqualTo("MALFORMED");
  }

  @Test
  void refusesAnAppKeyThatDidNotSign() {
    LoginText text = TestGateway.text(wallet, appKey, gateway.nonce());

    Answer answer = gateway.login(LoginProof.EIP4361, text, wallet, PrivateKey.random(RANDOM));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("APP_KEY_UNPROVEN");
    assertThat(gateway.login(LoginProof.EIP4361, text, wallet, appKey).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "64, v 37, SIGNATURE_MALFORMED, v 37",
    "64, v 29, SIGNATURE_MALFORMED, v 29",
    "10, bytes, SIGNATURE_MALFORMED, 10 bytes",
  })
  void saysWhatIsWrongWithASignature(int length, String change, String code, String detail) {
    LoginText text = TestGateway.text(wallet, appKey, gateway.nonce());
    byte[] signature = LoginProof.EIP4361.sign(text.toString(), wallet);
    byte[] changed = Arrays.copyOf(signature, change.startsWith("v") ? length + 1 : length);
    if (change.startsWith("v ")) {
      changed[length] = Byte.parseByte(change.substring(2));
    }

    Answer answer =
        gateway.login(
            LoginProof.EIP4361,
            text.toString(),
            changed,
            TestGateway.appKeySignature(text, appKey));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().required("detail").asString()).contains(detail);
  }

  @Test
  void refusesAnAppKeyOfAnotherAccount() {
    gateway.token(wallet, appKey);
    PrivateKey thief = PrivateKey.random(RANDOM);

    Answer answer =
        gateway.login(
            LoginProof.EIP4361, TestGateway.text(thief, appKey, gateway.nonce()), thief, appKey);

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

  private Answer begin(LoginWish wish) {
    return gateway.send(
        "POST", "/api/v1/login/nonces", JsonMapper.shared().writeValueAsString(wish));
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
        Authority.parse("evil.example"),
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
