package com.qubetics.dvpn.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.SettableClock;
import com.qubetics.dvpn.gateway.TestGateway;
import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.idempotency.KeptAnswers.Answer;
import com.qubetics.dvpn.gateway.idempotency.KeptAnswers.Claim;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

class KeptAnswersIT {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration IN_FLIGHT = Duration.ofSeconds(40);

  private final JdbcClient jdbc = TestGateway.shared().bean(JdbcClient.class);
  private final SettableClock clock = SettableClock.at(Instant.parse("2030-01-01T00:00:00Z"));
  private final SecureRandom random = new SecureRandom();
  private final KeptAnswers answers =
      new KeptAnswers(jdbc, random, clock, new IdempotencySettings(LIFETIME, IN_FLIGHT, 3, 5));
  private final Caller caller = new Caller.Agent(new NodeId(PrivateKey.random(random).address()));

  @BeforeEach
  void empty() {
    jdbc.sql("delete from kept_answer").update();
  }

  @Test
  void givesAKeyToOneOfManyThatComeAtOnce() throws Exception {
    KeyedPost post = post(caller, "{}");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Claim>> claims =
          threads.invokeAll(
              IntStream.range(0, 16)
                  .<java.util.concurrent.Callable<Claim>>mapToObj(i -> () -> answers.claim(post))
                  .toList());
      int mine = 0;
      for (Future<Claim> claim : claims) {
        mine += claim.get() instanceof Claim.Mine ? 1 : 0;
      }
      assertThat(mine).isOne();
    }
  }

  /// As when the process was killed at its work.
  @Test
  void givesTheKeyOfADeadHolderToARepeatAfterItsTimeAndKeepsNothingOfTheDead() {
    KeyedPost post = post(caller, "{}");
    Claim.Mine dead = (Claim.Mine) answers.claim(post);

    clock.advance(IN_FLIGHT.minusSeconds(1));
    assertThat(answers.claim(post)).isInstanceOf(Claim.InFlight.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(answers.claim(post(caller, "other"))).isInstanceOf(Claim.OtherRequest.class);
    Claim.Mine next = (Claim.Mine) answers.claim(post);

    assertThat(answers.keep(post, dead, answer("late"))).isFalse();
    answers.release(post, dead);
    assertThat(answers.keep(post, next, answer("new"))).isTrue();
    assertThat(((Claim.Done) answers.claim(post)).answer().body())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("new");
  }

  @Test
  void forgetsAnAnswerAfterItsTime() {
    KeyedPost post = post(caller, "{}");
    answers.keep(post, (Claim.Mine) answers.claim(post), answer("one"));

    clock.advance(LIFETIME.minusSeconds(1));
    assertThat(answers.claim(post)).isInstanceOf(Claim.Done.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(answers.claim(post(caller, "other"))).isInstanceOf(Claim.Mine.class);
    clock.advance(LIFETIME);
    answers.sweep();
    assertThat(rows()).isZero();
  }

  @Test
  void keepsOnlySoManyOfACallerAndOfAllThatNobodyKnows() {
    for (int i = 0; i < 9; i++) {
      clock.advance(Duration.ofSeconds(1));
      for (Optional<Caller> whose : List.of(Optional.of(caller), Optional.<Caller>empty())) {
        KeyedPost post = post(whose, String.format(Locale.ROOT, "key number %08d", i), "{}");
        answers.keep(post, (Claim.Mine) answers.claim(post), answer("" + i));
      }
    }
    answers.sweep();

    assertThat(rows()).isEqualTo(3 + 5);
    assertThat(answers.claim(post(Optional.of(caller), "key number 00000008", "{}")))
        .isInstanceOf(Claim.Done.class);
    assertThat(answers.claim(post(Optional.of(caller), "key number 00000000", "{}")))
        .isInstanceOf(Claim.Mine.class);
  }

  @Test
  void hasNothingAtRestThatCouldBeRead() {
    KeyedPost post = post(caller, "a body with a signature");
    answers.keep(post, (Claim.Mine) answers.claim(post), answer("a token"));

    String row =
        jdbc.sql(
                "select encode(id || caller || request || sealed, 'escape') || content_type"
                    + " from kept_answer")
            .query(String.class)
            .single();
    assertThat(row).doesNotContain("token").doesNotContain("signature").doesNotContain("sixteen");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8e03978e-40d5-43dd-bc93-6894a57f9324",
        "\"\"",
        "\"too short\"",
        "'8e03978e-40d5-43dd-bc93-6894a57f9324'",
        "\"8e03978e-40d5-43dd-bc93-6894a57f9324",
        "\"8e03978e-40d5-43dd-bc93-6894a57f9324\";a=b",
        "\"8e03978e-40d5\", \"43dd-bc93-6894a57f9324\"",
        "\"8e03978e-40d5-43dd-bc93-\u00e96894a57f9324\"",
        "\"8e03978e-40d5-43dd-bc93-\\6894a57f9324\"",
        "\"8e03978e-40d5-43dd-bc93-\t6894a57f9324\"",
      })
  void takesNoKeyThatIsNoStringOfAStructuredHeader(String header) {
    assertThat(IdempotencyKey.parse(List.of(header))).isEmpty();
  }

  @Test
  void takesOneKeyOfBoundedLength() {
    String key = "\"a \\\"quoted\\\" key of more than sixteen\"";
    assertThat(IdempotencyKey.parse(List.of(key))).isPresent();
    assertThat(IdempotencyKey.parse(List.of(key, key))).isEmpty();
    assertThat(IdempotencyKey.parse(List.of("\"" + "x".repeat(128) + "\""))).isPresent();
    assertThat(IdempotencyKey.parse(List.of("\"" + "x".repeat(129) + "\""))).isEmpty();
  }

  private static KeyedPost post(Caller caller, String body) {
    return post(Optional.of(caller), "a key of sixteen characters", body);
  }

  private static KeyedPost post(Optional<Caller> caller, String key, String body) {
    return KeyedPost.of(
        caller,
        new IdempotencyKey(key),
        new MockHttpServletRequest("POST", "/api/v1/sessions"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer answer(String body) {
    return new Answer(200, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private int rows() {
    return jdbc.sql("select count(*) from kept_answer").query(Integer.class).single();
  }
}
