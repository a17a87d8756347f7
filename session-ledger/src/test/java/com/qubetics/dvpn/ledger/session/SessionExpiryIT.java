package com.qubetics.dvpn.ledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger;
import com.qubetics.dvpn.ledger.TestNode;
import com.qubetics.dvpn.ledger.TestUser;
import com.qubetics.dvpn.ledger.Waiting;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionExpiryIT {
  private final RunningLedger ledger = RunningLedger.shared();
  private final Sessions sessions = ledger.bean(Sessions.class);

  @Test
  void endsASessionWhoseGrantIsOverAndTellsItsNode() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      update("update session set not_before = 1, not_after = 2 where id = ?", session);
      Waiting.until(() -> !sessions.find(session).orElseThrow().isAlive());
      assertThat(sessions.find(session).orElseThrow().reason()).isEqualTo("EXPIRED");
      Waiting.until(
          () ->
              ledger.count(
                      "select count(*) from session where id = ? and holds_tunnel",
                      session.digest().bytes())
                  == 0);
    }
  }

  @Test
  void revokesARequestWhoseWaiterIsGone() {
    TestUser user = ledger.user();
    SessionId session;
    try (TestNode node = ledger.node().serving()) {
      session = user.opened(node);
    }
    Waiting.until(
        () -> {
          // Again, should an answer of the node still have been on its way.
          update(
              """
              update session set state = 'REQUESTED', recorded_at = recorded_at - interval '1 hour'
              where id = ? and state = 'ACTIVE'
              """,
              session);
          return !sessions.find(session).orElseThrow().isAlive();
        });
    assertThat(sessions.find(session).orElseThrow().reason()).isEqualTo("INSTALL_TIMEOUT");
  }

  @Test
  void forgetsAccountAndThenSessionButNeverWhatIsNotSealed() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId sealed = endedLongAgo(user, node);
      ledger.nextEpoch();
      ledger.nextEpoch(); // lets go what the one before carried
      SessionId unsealed = endedLongAgo(user, node);
      ledger.bean(AccountCredits.class).forget(Duration.ofDays(4));
      assertThat(sessions.find(sealed).orElseThrow().account()).isNull();
      assertThat(sessions.find(unsealed).orElseThrow().account()).isEqualTo(user.account());
      sessions.deleteOlderThan(Duration.ofDays(4));
      assertThat(sessions.find(sealed)).isEmpty();
      assertThat(sessions.find(unsealed)).isPresent();
    } finally {
      // The epoch's rows must again be those of its acks.
      ledger
          .jdbc()
          .sql("delete from epoch_usage where account = ?")
          .param(user.account().address().bytes())
          .update();
      ledger
          .jdbc()
          .sql("delete from session where account = ?")
          .param(user.account().address().bytes())
          .update();
    }
  }

  private SessionId endedLongAgo(TestUser user, TestNode node) {
    SessionId session = user.opened(node);
    Signed<Usage> usage = node.usage(session, 1, 10, 10);
    node.state(usage);
    user.post(session, user.ack(usage));
    sessions.end(session, "ENDED_BY_USER");
    update("update session set ended_at = ended_at - interval '5 days' where id = ?", session);
    return session;
  }

  private void update(String sql, SessionId session) {
    ledger.jdbc().sql(sql).param(session.digest().bytes()).update();
  }
}
