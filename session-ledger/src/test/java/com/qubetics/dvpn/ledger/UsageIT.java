package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.UsageFold;
import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class UsageIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void wakesTheWaitingClientAndCountsItsAck() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      AtomicLong seq = new AtomicLong();
      AtomicReference<String> known = new AtomicReference<>("");
      long fastest =
          Waiting.fastestMillis(
              () -> {
                CompletableFuture<Answer> waiting =
                    RunningLedger.async(() -> user.newestUsage(session, known.get(), 20));
                Waiting.pause(300);
                long start = System.nanoTime();
                node.state(node.usage(session, seq.incrementAndGet(), 10, 20));
                known.set(waiting.join().json().get("usageHash").asString());
                return (System.nanoTime() - start) / 1_000_000;
              });
      assertThat(fastest).isLessThan(500);
      Signed<Usage> usage = node.usage(session, seq.incrementAndGet(), 1_000, 2_000);
      node.state(usage);
      JsonNode newest = user.newestUsage(session, known.get(), 20).json();
      assertThat(newest.get("usageHash").asString())
          .isEqualTo(usage.message().digest(RunningLedger.DOMAIN).toString());
      JsonNode counted = user.post(session, user.ack(usage, 900, 2_000)).json();
      assertThat(counted.get("countedBytes").asLong()).isEqualTo(2_900);
      JsonNode receipt = node.state(usage).json().get("items").get(0);
      assertThat(receipt.get("outcome").asString()).isEqualTo("ACKED");
      assertThat(receipt.get("ack").get("message").get("rx").asLong()).isEqualTo(900);
    }
  }

  @Test
  void storesNothingThatDidNotCommitAndAStatementThatIsRepeatedOnce() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 10, 20);
      // The process dies before the commit: nothing is there, and nobody was told that it was.
      ledger
          .bean(TransactionTemplate.class)
          .executeWithoutResult(
              status -> {
                ledger
                    .jdbc()
                    .sql("insert into usage values (?, ?, 1, ?, 10, 20, 1, ?, now(), now())")
                    .params(
                        session.digest().bytes(),
                        node.boot().bytes(),
                        usage.message().digest(RunningLedger.DOMAIN).bytes(),
                        usage.signature().bytes())
                    .update();
                status.setRollbackOnly();
              });
      assertThat(stored(session)).isZero();
      // The process dies between commit and answer: the agent states it again.
      for (int i = 0; i < 3; i++) {
        assertThat(node.state(usage).json().get("items").get(0).get("outcome").asString())
            .isEqualTo("STORED");
      }
      assertThat(stored(session)).isEqualTo(1);
    }
  }

  @Test
  void storesAStatementThatWaitedForAnotherOfItsSession() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> first = node.usage(session, 1, 10, 20);
      Signed<Usage> second = node.usage(session, 2, 30, 40);
      node.state(first);
      node.state(second);
      ledger
          .jdbc()
          .sql("update session set newest_usage = ? where id = ?")
          .params(first.message().digest(RunningLedger.DOMAIN).bytes(), session.digest().bytes())
          .update();
      CompletableFuture<Answer> waiting =
          ledger
              .bean(TransactionTemplate.class)
              .execute(
                  status -> {
                    ledger
                        .jdbc()
                        .sql("update session set newest_usage = ? where id = ?")
                        .params(
                            second.message().digest(RunningLedger.DOMAIN).bytes(),
                            session.digest().bytes())
                        .update();
                    CompletableFuture<Answer> third =
                        RunningLedger.async(() -> node.state(node.usage(session, 3, 50, 60)));
                    Waiting.pause(500);
                    return third;
                  });
      assertThat(Objects.requireNonNull(waiting).join().status()).isEqualTo(200);
      assertThat(stored(session)).isEqualTo(3);
    }
  }

  @Test
  void keepsAContradictionAsEvidenceAndRejectsIt() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      node.state(node.usage(session, 3, 100, 100));
      JsonNode items =
          node.state(
                  node.usage(session, 3, 100, 101),
                  node.usage(session, 2, 200, 50),
                  node.usage(session, 4, 100, 99),
                  node.usage(session, 5, 200, 200),
                  node.usage(session, 6, Long.MAX_VALUE, 200))
              .json()
              .get("items");
      assertThat(items.get(0).get("code").asString()).isEqualTo("CONTRADICTION");
      assertThat(items.get(1).get("code").asString()).isEqualTo("FALLING");
      assertThat(items.get(2).get("code").asString()).isEqualTo("FALLING");
      assertThat(items.get(3).get("outcome").asString()).isEqualTo("STORED");
      assertThat(items.get(4).get("code").asString()).isEqualTo("IMPOSSIBLE");
      assertThat(
              ledger.count(
                  "select count(*) from contradiction where session = ?", session.digest().bytes()))
          .isEqualTo(1);
    }
  }

  @Test
  void takesNoUsageOfAnotherNodesSession() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      TestNode other = ledger.node();
      assertThat(code(other.state(other.usage(session, 1, 1, 1)))).isEqualTo("SESSION_UNKNOWN");
      assertThat(code(other.state(node.usage(session, 1, 1, 1)))).isEqualTo("BAD_SIGNATURE");
    }
  }

  @Test
  void refusesAcksThatClaimMoreFallOrAreNotTheSessionKeys() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> first = node.usage(session, 1, 100, 100);
      Signed<Usage> second = node.usage(session, 2, 200, 200);
      node.state(first, second);
      assertThat(problem(user.post(session, user.ack(first, 101, 1)))).isEqualTo("ACK_ABOVE_USAGE");
      assertThat(problem(user.post(session, ledger.user().ack(first)))).isEqualTo("BAD_SIGNATURE");
      assertThat(problem(user.post(session, user.ack(node.usage(session, 9, 1, 1)))))
          .isEqualTo("USAGE_UNKNOWN");
      assertThat(problem(ledger.user().post(session, user.ack(first))))
          .isEqualTo("SESSION_UNKNOWN");
      assertThat(user.post(session, user.ack(first)).status()).isEqualTo(200);
      assertThat(problem(user.post(session, user.ack(second, 50, 200)))).isEqualTo("ACK_FALLS");
    }
  }

  @Test
  void countsTheFoldOfTheAcksWhateverIsRepeatedReorderedOrReplayed() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Random random = new Random(7);
      List<Signed<Usage>> usages = new ArrayList<>();
      for (BootId boot :
          List.of(BootId.random(new SecureRandom()), BootId.random(new SecureRandom()))) {
        long rx = 0;
        long tx = 0;
        for (int seq = 1; seq <= 8; seq++) {
          rx += random.nextInt(1 << 20);
          tx += random.nextInt(1 << 22);
          usages.add(node.usage(session, boot, seq, rx, tx));
        }
      }
      List<Signed<Usage>> posts = new ArrayList<>(usages);
      posts.addAll(usages);
      Collections.shuffle(posts, random);
      posts.forEach(node::state);
      UsageFold fold = UsageFold.EMPTY;
      List<CompletableFuture<Answer>> acks = new ArrayList<>();
      for (Signed<Usage> usage : posts) {
        fold = fold.with(usage.message(), user.ack(usage).message());
        acks.add(RunningLedger.async(() -> user.post(session, user.ack(usage))));
      }
      assertThat(acks).allMatch(ack -> ack.join().status() == 200);
      long counted =
          user.call("GET", "/api/v1/sessions/" + session, null).json().get("countedBytes").asLong();
      assertThat(counted).isEqualTo(fold.counted().bytes());
      assertThat(
              ledger.count(
                  "select sum(counted_bytes - carried_bytes)::bigint from epoch_usage where account"
                      + " = ?",
                  user.account().address().bytes()))
          .isEqualTo(counted);
    }
  }

  @Test
  void believesNoMoreThanGrantAndLineCarryHoweverManyBootsSaySo() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      for (long bytes : List.of(Long.MAX_VALUE, 1L << 41, 1_000_000_000_000L)) {
        assertThat(code(node.state(node.usage(session, 1, bytes, 0)))).isEqualTo("IMPOSSIBLE");
      }
      assertThat(stored(session)).isZero();

      // Two boots, each of which could be.
      Signed<Usage> one = node.usage(session, random(), 1, 200_000_000_000L, 0);
      Signed<Usage> other = node.usage(session, random(), 1, 200_000_000_000L, 0);
      node.state(one);
      assertThat(code(node.state(other))).isEqualTo("IMPOSSIBLE");
      assertThat(stored(session)).isEqualTo(1);
      assertThat(user.post(session, user.ack(one)).status()).isEqualTo(200);
      assertThat(
              user.call("GET", "/api/v1/sessions/" + session, null)
                  .json()
                  .get("countedBytes")
                  .asLong())
          .isEqualTo(200_000_000_000L);
    }
  }

  @Test
  void takesNoAckBeyondWhatGrantAndLineCarry() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 5_000_000_000L, 0);
      node.state(usage);
      ledger
          .jdbc()
          .sql("update session set max_bytes = 1 where id = ?")
          .param(session.digest().bytes())
          .update();

      assertThat(problem(user.post(session, user.ack(usage)))).isEqualTo("ACK_IMPOSSIBLE");
    }
  }

  @Test
  void endsASessionWhoseAllowanceIsSpentAndPaysNoMoreThanThat() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 0, 1_030L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
      JsonNode ended = user.call("GET", "/api/v1/sessions/" + session, null).json();
      assertThat(ended.get("reason").asString()).isEqualTo("ALLOWANCE_SPENT");
      JsonNode allowance = user.call("GET", "/api/v1/allowance", null).json();
      assertThat(allowance.get("promoSpentMib").asLong()).isEqualTo(1_024);
      assertThat(problem(user.open(user.request(node)))).isEqualTo("NO_ALLOWANCE");
    }
  }

  private static BootId random() {
    return BootId.random(new SecureRandom());
  }

  private long stored(SessionId session) {
    return ledger.count("select count(*) from usage where session = ?", session.digest().bytes());
  }

  private static String code(Answer answer) {
    return answer.json().get("items").get(0).get("code").asString();
  }

  private static String problem(Answer answer) {
    return answer.json().get("code").asString();
  }
}
