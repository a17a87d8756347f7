package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SessionOpeningIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void opensAtTheFirstCandidateThatInstallsAndRevokesTheSilentOne() {
    TestUser user = ledger.user();
    TestNode silent = ledger.node();
    try (TestNode node = ledger.node().serving()) {
      JsonNode opened = user.open(user.request(silent, node)).json();
      assertThat(opened.get("state").asString()).isEqualTo("ACTIVE");
      assertThat(opened.get("node").asString()).isEqualTo(node.id().toString());
      assertThat(opened.get("attempts").get(0).get("code").asString()).isEqualTo("INSTALL_TIMEOUT");
      assertThat(opened.get("attempts").get(0).get("millis").asLong()).isPositive();
      assertThat(opened.get("clientConfig").get("address").asString()).isEqualTo("10.77.0.2");
      assertThat(silent.peers("").json().get("put")).isEmpty();
    }
  }

  @Test
  void tellsEachCandidateWithItsTimeAndReasonWhereNoneTakesTheSession() {
    TestNode silent = ledger.node();
    TestNode other = ledger.node();

    TestUser user = ledger.user();
    Answer none = user.open(user.request(silent, other));

    assertThat(none.status()).isEqualTo(503);
    JsonNode attempts = none.json().get("attempts");
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(0).get("node").asString()).isEqualTo(silent.id().toString());
    assertThat(attempts.get(1).get("node").asString()).isEqualTo(other.id().toString());
    assertThat(attempts)
        .allSatisfy(
            attempt -> {
              assertThat(attempt.get("code").asString()).isEqualTo("INSTALL_TIMEOUT");
              assertThat(attempt.get("millis").asLong()).isPositive();
            });
  }

  @Test
  void answersTheSameGrantWithOneSessionHoweverOftenItIsPosted() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      Map<String, Object> request = user.request(node);
      List<CompletableFuture<Answer>> posts =
          IntStream.range(0, 20)
              .mapToObj(i -> RunningLedger.async(() -> user.open(request)))
              .toList();
      assertThat(posts.stream().map(post -> post.join().json().get("sessionId").asString()))
          .hasSize(20)
          .containsOnly(sessionIn(request).toString());
      assertThat(
              ledger.count(
                  "select count(*) from session where node = ?", node.id().address().bytes()))
          .isEqualTo(1);
      user.end(sessionIn(request));
      assertThat(user.open(request).json().get("state").asString()).isEqualTo("ENDED");
    }
  }

  @Test
  void givesEachOfFiftyConcurrentSessionsItsOwnTunnelAddress() {
    TestUser user = ledger.trusted();
    try (TestNode node = ledger.node().serving()) {
      List<CompletableFuture<Answer>> posts =
          IntStream.range(0, 50)
              .mapToObj(i -> RunningLedger.async(() -> user.open(user.request(node))))
              .toList();
      List<String> addresses =
          posts.stream()
              .map(CompletableFuture::join)
              .filter(answer -> answer.status() == 200)
              .map(answer -> answer.json().get("clientConfig").get("address").asString())
              .toList();
      assertThat(addresses).hasSizeGreaterThan(25).doesNotHaveDuplicates();
    }
  }

  @Test
  void givesAnAddressAgainOnceTheAgentHasRemovedThePeer() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId first = user.opened(node);
      user.end(first);
      Waiting.until(
          () ->
              ledger.count(
                      "select count(*) from session where id = ? and holds_tunnel",
                      first.digest().bytes())
                  == 0);
      Answer second = user.open(user.request(node));
      assertThat(second.json().get("clientConfig").get("address").asString())
          .isEqualTo("10.77.0.2");
    }
  }

  @Test
  void refusesACertificateOfAnotherAppKey() {
    TestUser user = ledger.user();
    TestUser other = ledger.user();
    Answer answer = other.open(user.request(ledger.node()));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().get("code").asString()).isEqualTo("BAD_CERTIFICATE");
  }

  @Test
  void refusesAnAccountWithoutPassAndBalance() {
    TestUser poor = new TestUser(ledger);
    Answer answer = poor.open(poor.request(ledger.node()));
    assertThat(answer.status()).isEqualTo(402);
    assertThat(answer.json().get("code").asString()).isEqualTo("NO_ALLOWANCE");
  }

  @Test
  void triesNoNodeThatTheDirectoryDoesNotCallActive() {
    TestUser user = ledger.user();
    Answer answer = user.open(user.request(new TestNode(ledger)));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().get("detail").asString()).contains("NODE_NOT_ACTIVE");
  }

  @Test
  void showsNoOfferThatTheNodeDidNotSign() {
    TestUser user = ledger.user();
    TestNode node = ledger.node();
    Map<String, Object> request = user.request(node);
    CompletableFuture<Answer> post = RunningLedger.async(() -> user.open(request));
    Waiting.until(() -> !node.peers("").json().get("put").isEmpty());
    node.result(Map.of("sessionId", sessionIn(request).toString(), "outcome", "INSTALLED"));
    assertThat(post.join().json().get("detail").asString()).contains("BAD_OFFER");
  }

  @SuppressWarnings("unchecked")
  private static SessionId sessionIn(Map<String, Object> request) {
    return ((List<Signed<Grant>>) request.get("grants"))
        .getFirst()
        .message()
        .sessionId(RunningLedger.DOMAIN);
  }
}
