package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who never signs gets what the ledger gives his account, whatever way he goes about it. The nodes
/// let each session have all that they may and tell so.
class FreeRiderIT {
  private static final long MIB = 1 << 20;
  private static final long FIRST = 64 * MIB;
  private static final long LEAST = MIB / 4;
  private static final int NODES = 12;

  private final RunningLedger ledger = RunningLedger.shared();
  private final List<TestNode> nodes = new ArrayList<>();

  @BeforeEach
  void nodesServe() {
    for (int i = 0; i < NODES; i++) {
      nodes.add(ledger.node().serving());
    }
  }

  @AfterEach
  void nodesStop() {
    nodes.forEach(TestNode::close);
  }

  @Test
  void getsNoMoreInSessionsOneAfterTheOtherThanTheFirstLimit() {
    TestUser user = ledger.user();
    long got = 0;
    for (TestNode node : nodes) {
      got += takesAllItMay(user, user.opened(node), node);
    }
    assertThat(got).isBetween(FIRST / 2, FIRST + NODES * LEAST);

    for (TestNode node : nodes) {
      Answer again = user.open(user.request(node));
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.json().get("code").asString()).isEqualTo("UNSIGNED_CLOSE");
      assertThat(again.json().get("attempts").get(0).get("code").asString())
          .isEqualTo("LEFT_UNSIGNED");
    }
  }

  /// As a client with `--no-ack` did that left a little less than what was looked at: 6.9 MB.
  @Test
  void getsNoMoreOfOneNodeThanThatNodesWord() {
    TestUser user = ledger.user();
    TestNode node = nodes.getFirst();
    int sessions = 0;
    while (user.open(user.request(node)).status() == 200) {
      SessionId session = newest(user);
      node.state(node.usage(session, 1, 0, 6_900_000));
      user.end(session);
      sessions++;
    }
    assertThat(sessions * 6_900_000L).isBetween(32 * MIB, 32 * MIB + 6_900_000);
  }

  @Test
  void sharesOneLimitAmongAllSessionsAtOnce() {
    TestUser user = ledger.user();
    List<CompletableFuture<SessionId>> opened = new ArrayList<>();
    for (TestNode node : nodes) {
      opened.add(RunningLedger.async(() -> user.opened(node)));
    }
    long got = opened.stream().mapToLong(session -> credit(session.join())).sum();

    assertThat(got).isBetween(FIRST / 2, FIRST + NODES * LEAST);
    assertThat(user.open(user.request(nodes.getFirst())).json().get("code").asString())
        .isEqualTo("UNSIGNED_CLOSE");
  }

  @Test
  void gainsNothingByAnAckOfZero() {
    TestUser user = ledger.user();
    TestNode node = nodes.getFirst();
    SessionId session = user.opened(node);
    Signed<Usage> usage = node.usage(session, 1, 16 * MIB, 16 * MIB);
    node.state(usage);
    assertThat(user.post(session, user.ack(usage, 0, 0)).status()).isEqualTo(200);
    user.end(session);

    assertThat(user.open(user.request(node)).json().get("code").asString())
        .isEqualTo("UNSIGNED_CLOSE");
    assertThat(credit(user.opened(nodes.get(1)))).isEqualTo(16 * MIB);
  }

  /// One purse fills one wallet after the other: each is a newcomer, and has a newcomer's limit.
  @Test
  void getsTheFirstLimitOfEachWalletOfOnePurseAndNothingBeyond() {
    long got = 0;
    for (int wallet = 0; wallet < 3; wallet++) {
      TestUser user = ledger.user();
      for (TestNode node : nodes) {
        got += takesAllItMay(user, user.opened(node), node);
      }
    }
    assertThat(got).isLessThanOrEqualTo(3 * (FIRST + NODES * LEAST));
  }

  /// Signs a little and then leaves with what a fast line has on the way: it is a newcomer but
  /// once.
  @Test
  void isGivenHalfAsMuchEachTimeItPartsWithMuchOnTheWay() {
    TestUser user = ledger.user();
    List<Long> credits = new ArrayList<>();
    for (TestNode node : nodes.subList(0, 4)) {
      SessionId session = user.opened(node);
      credits.add(credit(session));
      Signed<Usage> usage = node.usage(session, 1, 0, MIB);
      node.state(usage);
      user.post(session, user.ack(usage));
      node.state(node.usage(session, 2, 0, 700 * MIB));
      user.end(session);
    }
    assertThat(credits).containsExactly(32 * MIB, 16 * MIB, 8 * MIB, 4 * MIB);
    assertThat(user.open(user.request(nodes.getFirst())).status()).isEqualTo(409);
  }

  @Test
  void isTrustedAgainOnceItHasSigned() {
    TestUser user = ledger.user();
    TestNode node = nodes.getFirst();
    SessionId session = user.opened(node);
    Signed<Usage> usage = node.usage(session, 1, 16 * MIB, 16 * MIB);
    node.state(usage);
    user.end(session);
    assertThat(user.open(user.request(node)).json().get("detail").asString())
        .contains(session.toString());

    assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);

    assertThat(credit(user.opened(node))).isEqualTo(32 * MIB);
  }

  private long takesAllItMay(TestUser user, SessionId session, TestNode node) {
    long credit = credit(session);
    assertThat(node.state(node.usage(session, 1, 0, credit)).status()).isEqualTo(200);
    user.end(session);
    return credit;
  }

  private SessionId newest(TestUser user) {
    return SessionId.parse(
        user.call("GET", "/api/v1/sessions?limit=1", null)
            .json()
            .get("items")
            .get(0)
            .get("sessionId")
            .asString());
  }

  private long credit(SessionId session) {
    return ledger.count(
        "select credit_bytes from session where id = ?",
        Objects.requireNonNull(session).digest().bytes());
  }
}
