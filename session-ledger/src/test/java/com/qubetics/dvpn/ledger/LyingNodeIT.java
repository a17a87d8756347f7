package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/// What a node says alone costs nobody anything (invariant I13).
class LyingNodeIT {
  private static final long MIB = 1 << 20;
  private static final long TERABYTE = 1_000_000_000_000L;

  private final RunningLedger ledger = RunningLedger.shared();
  private final TestUser user = ledger.user();

  @Test
  void statesATerabyteAfterTheEndInVain() {
    try (TestNode node = ledger.node().serving()) {
      SessionId session = signs(node, 10 * MIB);
      user.end(session);

      assertThat(code(node.state(node.usage(session, 2, 0, TERABYTE)))).isEqualTo("IMPOSSIBLE");
      assertThat(code(node.state(node.usage(session, 2, 0, 900 * MIB)))).isEqualTo("BEYOND_CREDIT");

      assertStored(session, 1, 10 * MIB);
      assertThat(credit(user.opened(node))).isEqualTo(32 * MIB);
    }
  }

  @Test
  void statesWhatWasOnTheWayAtTheEndAndNoMoreInHoweverManyParts() {
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      user.end(session);

      int seq = 0;
      for (long mebibytes = 4; mebibytes <= 32; mebibytes += 4) {
        assertThat(code(node.state(node.usage(session, ++seq, 0, mebibytes * MIB)))).isEmpty();
      }
      assertThat(code(node.state(node.usage(session, ++seq, 0, 32 * MIB + 1))))
          .isEqualTo("BEYOND_CREDIT");
      assertThat(code(node.state(node.usage(session, boot(), 1, 0, 1)))).isEqualTo("BEYOND_CREDIT");
      assertStored(session, 8, 32 * MIB);
    }
  }

  @Test
  void statesATerabyteOfOneMinuteInVain() {
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);

      assertThat(code(node.state(node.usage(session, 1, 0, TERABYTE)))).isEqualTo("IMPOSSIBLE");

      assertStored(session, 0, 0);
      user.end(session);
      assertThat(credit(user.opened(node))).isEqualTo(32 * MIB);
    }
  }

  @Test
  void statesMoreThanTheGrantInVainInHoweverManyBoots() {
    try (TestNode node = ledger.node().serving()) {
      Answer opened = user.open(user.request(ByteCount.ofMebibytes(8_000), node));
      SessionId session = SessionId.parse(opened.json().get("sessionId").asString());

      assertThat(code(node.state(node.usage(session, 1, 0, 12_000 * MIB)))).isEqualTo("IMPOSSIBLE");
      assertThat(code(node.state(node.usage(session, boot(), 1, 0, 7_000 * MIB)))).isEmpty();
      assertThat(code(node.state(node.usage(session, boot(), 1, 0, 7_000 * MIB))))
          .isEqualTo("IMPOSSIBLE");

      assertStored(session, 1, 7_000 * MIB);
    }
  }

  /// What a node may say at most is what it may have let the session have. It shuts its own door.
  @Test
  void makesNoMoreOfALieThanASmallerStartElsewhere() {
    try (TestNode liar = ledger.node().serving();
        TestNode other = ledger.node().serving()) {
      SessionId session = user.opened(liar);
      user.end(session);
      assertThat(code(liar.state(liar.usage(session, 1, 0, 32 * MIB)))).isEmpty();

      assertThat(user.open(user.request(liar)).json().get("code").asString())
          .isEqualTo("UNSIGNED_CLOSE");
      SessionId elsewhere = user.opened(liar, other);
      assertThat(credit(elsewhere)).isEqualTo(16 * MIB);

      Signed<Usage> usage = other.usage(elsewhere, 1, 0, 128 * MIB);
      other.state(usage);
      user.post(elsewhere, user.ack(usage));
      user.end(elsewhere);
      assertThat(credit(user.opened(other))).isEqualTo(32 * MIB);
    }
  }

  @Test
  void locksNobodyOutHoweverManyOfThemLie() {
    for (int i = 0; i < 20; i++) {
      try (TestNode liar = ledger.node().serving()) {
        SessionId session = user.opened(liar);
        user.end(session);
        liar.state(liar.usage(session, 1, 0, credit(session)));
      }
    }
    try (TestNode honest = ledger.node().serving()) {
      SessionId session = user.opened(honest);
      assertThat(credit(session)).isEqualTo(MIB / 4);
      Signed<Usage> usage = honest.usage(session, 1, 0, 512 * MIB);
      honest.state(usage);
      user.post(session, user.ack(usage));
      user.end(session);
      assertThat(credit(user.opened(honest))).isEqualTo(32 * MIB);
    }
  }

  @Test
  void tellsTheNodeTheCreditOfEachSession() {
    try (TestNode node = ledger.node().serving()) {
      user.opened(node);
      user.opened(node);

      assertThat(node.peers("").json().get("put"))
          .extracting(put -> put.get("credit").asLong())
          .containsExactly(32 * MIB, 16 * MIB);
    }
  }

  private SessionId signs(TestNode node, long bytes) {
    SessionId session = user.opened(node);
    Signed<Usage> usage = node.usage(session, 1, 0, bytes);
    node.state(usage);
    assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);
    return session;
  }

  private void assertStored(SessionId session, long statements, long bytes) {
    byte[] id = session.digest().bytes();
    assertThat(ledger.count("select count(*) from usage where session = ?", id))
        .isEqualTo(statements);
    assertThat(ledger.count("select stated_bytes from session where id = ?", id)).isEqualTo(bytes);
  }

  private static BootId boot() {
    return BootId.random(new SecureRandom());
  }

  /// Empty if it was stored.
  private static String code(Answer answer) {
    return answer.json().get("items").get(0).path("code").asString("");
  }

  private long credit(SessionId session) {
    return ledger.count("select credit_bytes from session where id = ?", session.digest().bytes());
  }
}
