package com.qubetics.dvpn.http.caller;

import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.CLOCK_WRONG;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.ISSUER_UNKNOWN;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.MALFORMED;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.MISSING;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.OTHER_AUDIENCE;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.OTHER_REQUEST;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.SIGNATURE_WRONG;
import static com.qubetics.dvpn.http.caller.TokenVerifier.Reason.SUBJECT_WRONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.qubetics.dvpn.http.caller.TokenVerifier.Reason;
import com.qubetics.dvpn.http.caller.TokenVerifier.Refused;
import com.qubetics.dvpn.http.caller.TokenVerifier.Verdict;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final String LEDGER = "session-ledger";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final RequestLine REQUEST = new RequestLine("POST", "/api/v1/sessions?after=%2F1");

  private final TestIssuers issuers = new TestIssuers("gateway", "rewards-service");

  private static Clock at(Instant time) {
    return Clock.fixed(time, ZoneOffset.UTC);
  }

  private String token(String issuer, Subject subject, @Nullable InetAddress address) {
    return issuers.signer(issuer, at(NOW)).authorization(LEDGER, subject, address, REQUEST);
  }

  private String token() {
    return token("gateway", TestIssuers.user(7), null);
  }

  private Verdict verify(@Nullable String authorization) {
    return issuers.verifier(LEDGER, at(NOW)).verify(authorization, REQUEST);
  }

  private static Verdict refused(Reason reason) {
    return new Refused(reason);
  }

  static List<Subject> subjects() {
    return List.of(new Subject.Nobody(), TestIssuers.user(7), TestIssuers.node(8));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void believesWhatTheGatewaySigned(Subject subject) {
    assertThat(verify(token("gateway", subject, null)))
        .isEqualTo(new Admitted("gateway", subject, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
  void tellsTheAddressOnlyWhereTheGatewayTellsIt(String literal) {
    InetAddress address = InetAddress.ofLiteral(literal);
    assertThat(verify(token("gateway", TestIssuers.node(8), address)))
        .isEqualTo(new Admitted("gateway", TestIssuers.node(8), address));
  }

  @Test
  void letsAServiceSpeakForItselfAlone() {
    Subject rewards = new Subject.Service("rewards-service");
    assertThat(verify(token("rewards-service", rewards, null)))
        .isEqualTo(new Admitted("rewards-service", rewards, null));
    assertThat(verify(token("rewards-service", TestIssuers.user(7), null)))
        .isEqualTo(refused(SUBJECT_WRONG));
    assertThat(verify(token("rewards-service", new Subject.Nobody(), null)))
        .isEqualTo(refused(SUBJECT_WRONG));
    assertThat(verify(token("gateway", new Subject.Service("gateway"), null)))
        .isEqualTo(refused(SUBJECT_WRONG));
    assertThatThrownBy(() -> token("rewards-service", new Subject.Service("gateway"), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesATokenForAnotherServiceOrRequest() {
    TokenVerifier registry = issuers.verifier("registry-service", at(NOW));
    assertThat(registry.verify(token(), REQUEST)).isEqualTo(refused(OTHER_AUDIENCE));
    TokenVerifier ledger = issuers.verifier(LEDGER, at(NOW));
    for (RequestLine other :
        List.of(
            new RequestLine("GET", REQUEST.target()),
            new RequestLine("POST", "/api/v1/sessions"),
            new RequestLine("POST", "/api/v1/sessions?after=/1"),
            new RequestLine("POST", "/%61pi/v1/sessions?after=%2F1"))) {
      assertThat(ledger.verify(token(), other))
          .as(other.target())
          .isEqualTo(refused(OTHER_REQUEST));
    }
  }

  /// A token lives 15 s; clocks may differ by 5 s.
  @ParameterizedTest
  @CsvSource({"-5001,false", "-5000,true", "0,true", "20000,true", "20001,false"})
  void toleratesFiveSecondsBetweenTheClocks(long millis, boolean believed) {
    Verdict verdict = issuers.verifier(LEDGER, at(NOW.plusMillis(millis))).verify(token(), REQUEST);
    assertThat(verdict instanceof Admitted).isEqualTo(believed);
    assertThat(verdict.equals(refused(CLOCK_WRONG))).isEqualTo(!believed);
  }

  @Test
  void livesNoLongerThanThirtySeconds() {
    Duration longer = CallerToken.LONGEST.plusMillis(1);
    assertThatThrownBy(
            () ->
                new CallerToken(
                    "gateway", LEDGER, new Subject.Nobody(), null, "", NOW, NOW.plus(longer)))
        .hasMessageContaining("lifetime");
  }

  @Test
  void refusesAKeyThatIsNotTheIssuers() {
    String forged =
        new TokenSigner("gateway", TestIssuers.signing(TestIssuers.pair()), at(NOW))
            .authorization(LEDGER, TestIssuers.user(7), null, REQUEST);
    assertThat(verify(forged)).isEqualTo(refused(SIGNATURE_WRONG));
    String rewards =
        new TokenSigner("gateway", TestIssuers.signing(issuers.pairOf("rewards-service")), at(NOW))
            .authorization(LEDGER, TestIssuers.user(7), null, REQUEST);
    assertThat(verify(rewards)).isEqualTo(refused(SIGNATURE_WRONG));
    String stranger =
        new TokenSigner("nobody-knows", TestIssuers.signing(TestIssuers.pair()), at(NOW))
            .authorization(LEDGER, TestIssuers.user(7), null, REQUEST);
    assertThat(verify(stranger)).isEqualTo(refused(ISSUER_UNKNOWN));
  }

  @Test
  void refusesWhateverIsChangedInAToken() {
    String token = token();
    Random random = new Random(1);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for (int i = TokenSigner.SCHEME.length(); i < token.length() - 1; i++) {
      char other = letters.charAt(random.nextInt(letters.length()));
      if (other != token.charAt(i)) {
        String changed = token.substring(0, i) + other + token.substring(i + 1);
        assertThat(verify(changed)).as(changed).isInstanceOf(Refused.class);
      }
    }
  }

  @Test
  void refusesWhatIsNoTokenOrNotItsOneForm() {
    assertThat(verify(null)).isEqualTo(refused(MISSING));
    assertThat(verify("Bearer " + token().substring(11))).isEqualTo(refused(MISSING));
    for (String text : List.of("", ".", "a", "a.b", "%.%", "A".repeat(2000) + ".AA")) {
      assertThat(verify(TokenSigner.SCHEME + text)).as(text).isEqualTo(refused(MALFORMED));
    }
    String payload = payloadOf(token());
    for (String other :
        List.of(
            payload + " ",
            payload.replace("user", "admin"),
            payload.replaceFirst("^1", "2"),
            payload.replaceFirst("0x", "0X"),
            payload.replaceFirst(" (\\d+)$", " 0$1"),
            payload.replaceFirst(" \\d+$", " -1"))) {
      assertThat(verify(signed(other))).as(other).isEqualTo(refused(MALFORMED));
    }
  }

  private static String payloadOf(String token) {
    String text = token.substring(TokenSigner.SCHEME.length(), token.indexOf('.'));
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
  }

  private String signed(String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
    byte[] signature =
        TestIssuers.signing(issuers.pairOf("gateway")).sign(TokenSigner.message(bytes));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return TokenSigner.SCHEME
        + base64.encodeToString(bytes)
        + "."
        + base64.encodeToString(signature);
  }

  /// What the platform's own Ed25519 signs over the documented bytes is a token.
  @Test
  void signsAsTheStandardSays() throws Exception {
    String payload = payloadOf(token());
    Signature platform = Signature.getInstance("Ed25519");
    platform.initSign(issuers.pairOf("gateway").getPrivate());
    platform.update(("dvpn caller token\n" + payload).getBytes(StandardCharsets.US_ASCII));
    assertThat(token())
        .endsWith("." + Base64.getUrlEncoder().withoutPadding().encodeToString(platform.sign()));
    assertThat(payload)
        .isEqualTo(
            "1 gateway session-ledger user 0x0000000000000000000000000000000000000007"
                + " 0x0000000000000000000000000000000000000008 -"
                + " %s 1772366400000 1772366415000".formatted(REQUEST.digest()));
  }

  @Test
  void signsOnlyWithAKeyFileThatIsItsOwners() throws Exception {
    Path file = issuers.keyFile("gateway");
    String token =
        TokenSigner.of("gateway", file, at(NOW), System::nanoTime)
            .authorization(LEDGER, TestIssuers.user(7), null, REQUEST);
    assertThat(verify(token)).isInstanceOf(Admitted.class);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> TokenSigner.of("gateway", file, at(NOW), System::nanoTime))
        .hasMessageContaining("open to others");
    assertThatThrownBy(
            () ->
                TokenSigner.of(
                    "gateway", issuers.folder().resolve("gateway.pem"), at(NOW), System::nanoTime))
        .hasMessageContaining("PRIVATE KEY");
  }

  @Test
  void signsWithTheKeyThatTookTheOldOnesPlace() throws Exception {
    AtomicLong nanos = new AtomicLong();
    Path file = issuers.keyFile("gateway");
    TokenSigner signer = TokenSigner.of("gateway", file, at(NOW), nanos::get);
    KeyPair old = issuers.pairOf("gateway");
    KeyPair next = TestIssuers.pair();
    issuers.publish("gateway", old, next);

    Files.writeString(file, "half a k");
    nanos.addAndGet(Reloaded.REFRESH.toNanos());
    String before = signer.authorization(LEDGER, TestIssuers.user(7), null, REQUEST);
    assertThat(verify(before)).isInstanceOf(Admitted.class);

    Files.writeString(file, TestIssuers.pem("PRIVATE KEY", next.getPrivate()));
    nanos.addAndGet(Reloaded.REFRESH.toNanos());
    String after = signer.authorization(LEDGER, TestIssuers.user(7), null, REQUEST);
    assertThat(verify(after)).isInstanceOf(Admitted.class);
    issuers.publish("gateway", next);
    assertThat(verify(after)).isInstanceOf(Admitted.class);
    assertThat(verify(before)).isInstanceOf(Refused.class);
  }
}
