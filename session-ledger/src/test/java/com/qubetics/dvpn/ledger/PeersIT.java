package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.ledger.peers.Peers;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PeersIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void wakesAWaitingAgentWhenASessionIsRecorded() {
    TestUser user = ledger.user();
    long fastest =
        Waiting.fastestMillis(
            () -> {
              TestNode node = ledger.node();
              String known = position(node.peers("").json());
              CompletableFuture<Answer> poll = RunningLedger.async(() -> node.peers(known));
              Waiting.pause(300);
              assertThat(poll).isNotDone();
              long start = System.nanoTime();
              RunningLedger.async(() -> user.open(user.request(node)));
              JsonNode changes = poll.join().json();
              assertThat(changes.get("full").asBoolean()).isFalse();
              assertThat(changes.get("put")).hasSize(1);
              return (System.nanoTime() - start) / 1_000_000;
            });
    assertThat(fastest).isLessThan(500);
  }

  @Test
  void endsAnOlderPollOfTheSameNode() {
    TestNode node = ledger.node();
    String known = position(node.peers("").json());
    CompletableFuture<Answer> older = RunningLedger.async(() -> node.peers(known));
    Waiting.until(() -> ledger.bean(Signals.class).awaited().contains(Signals.peers(node.id())));
    CompletableFuture<Answer> newer = RunningLedger.async(() -> node.peers(known));
    assertThat(position(older.join().json())).isEqualTo(known);
    assertThat(newer).isNotDone();
  }

  @Test
  void endsAPollWhenAnotherReplicaIsAskedLater() {
    TestNode node = ledger.node();
    Revision known = Revision.parse(position(node.peers("").json()));
    tellOfAPollElsewhere(node); // Before ours, so not newer.
    CompletableFuture<PeersAnswer> poll =
        CompletableFuture.supplyAsync(
            () -> ledger.bean(Peers.class).after(node.id(), known, Duration.ofHours(1)));
    Waiting.pause(300);
    assertThat(poll).isNotDone();
    Waiting.until(
        () -> {
          tellOfAPollElsewhere(node); // What is told before ours was heard is older: tell again.
          return poll.isDone();
        });
    assertThat(poll.join().at()).isEqualTo(known);
  }

  private void tellOfAPollElsewhere(TestNode node) {
    ledger
        .jdbc()
        .sql("select pg_notify('ledger', ?)")
        .param("poll:" + node.id() + ":elsewhere")
        .query((row, number) -> number)
        .list();
  }

  @Test
  void refusesANodeThatIsNotRegisteredAtOnce() {
    TestNode stranger = new TestNode(ledger);
    Answer answer = stranger.peers("");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().get("code").asString()).isEqualTo("NODE_NOT_REGISTERED");
  }

  @Test
  void readsOnceASecondForAllThatWaitAndNotForEach() {
    AtomicInteger reads = new AtomicInteger();
    TestNode node = ledger.node();
    ledger
        .bean(Signals.class)
        .await(
            Signals.peers(node.id()),
            Duration.ofSeconds(5),
            () -> {
              reads.incrementAndGet();
              return Optional.empty();
            });
    assertThat(reads).hasValueLessThanOrEqualTo(3); // At first, at the first look, at the end.
  }

  @Test
  void findsAChangeWhoseSignalWasLost() {
    TestNode node = ledger.node();
    ledger
        .jdbc()
        .sql("insert into node (id, revision) values (?, 1)")
        .param(node.id().address().bytes())
        .update();
    String known = position(node.peers("").json());
    CompletableFuture<Answer> poll = RunningLedger.async(() -> node.peers(known));
    Waiting.pause(1_500);
    assertThat(poll).isNotDone();
    ledger
        .jdbc()
        .sql("update node set revision = 2 where id = ?")
        .param(node.id().address().bytes())
        .update();
    assertThat(poll.join().json().get("revision").asLong()).isEqualTo(2);
  }

  @Test
  void tellsInCoarseStepsWhatAnAccountSignedForInEarlierSessions() {
    TestUser user = ledger.user();
    try (TestNode first = ledger.node().serving();
        TestNode second = ledger.node().serving()) {
      SessionId before = user.opened(first);
      Signed<Usage> usage = first.usage(before, 1, 1 << 20, 99 << 20);
      first.state(usage);
      assertThat(user.post(before, user.ack(usage)).status()).isEqualTo(200);
      assertThat(put(first, before).has("signedBefore")).isFalse();

      SessionId session = user.opened(second);

      assertThat(put(second, session).get("signedBefore").asLong()).isEqualTo(64 << 20);
    }
  }

  private static JsonNode put(TestNode node, SessionId session) {
    for (JsonNode put : node.peers("").json().get("put")) {
      if (put.get("sessionId").asString().equals(session.toString())) {
        return put;
      }
    }
    throw new AssertionError("no peer of " + session);
  }

  @Test
  void answersWithNothingWhenTheWaitIsOver() {
    TestNode node = ledger.node();
    String known = position(node.peers("").json());
    JsonNode changes = node.peers(known).json();
    assertThat(changes.get("full").asBoolean()).isFalse();
    assertThat(position(changes)).isEqualTo(known);
  }

  @Test
  void givesTheFullSetToWhoKnowsAnotherLifeOfTheDatabase() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      node.close();
      for (String after : new String[] {"", "17:3", position(node.peers("").json()) + "000"}) {
        JsonNode changes = node.peers(after).json();
        assertThat(changes.get("full").asBoolean()).isTrue();
        assertThat(changes.get("put").get(0).get("sessionId").asString())
            .isEqualTo(session.toString());
      }
    }
  }

  @Test
  void carriesTheNewestAckAndThenTheRemoval() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      node.close();
      String before = position(node.peers("").json());
      var usage = node.usage(session, 1, 100, 200);
      node.state(usage);
      user.post(session, user.ack(usage));
      JsonNode acked = node.peers(before).json();
      assertThat(acked.get("put").get(0).get("ack").get("message").get("usageHash").asString())
          .isEqualTo(usage.message().digest(RunningLedger.DOMAIN).toString());
      user.end(session);
      JsonNode ended = node.peers(position(acked)).json();
      assertThat(ended.get("put")).isEmpty();
      assertThat(ended.get("remove").get(0).asString()).isEqualTo(session.toString());
    }
  }

  static String position(JsonNode changes) {
    return changes.get("era").asLong() + ":" + changes.get("revision").asLong();
  }
}
