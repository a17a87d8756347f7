package com.qubetics.dvpn.ledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger;
import com.qubetics.dvpn.ledger.TestNode;
import com.qubetics.dvpn.ledger.TestUser;
import com.qubetics.dvpn.ledger.Waiting;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What an account left unsigned is remembered when its sessions are forgotten, without saying
/// where it was, and forgiven day by day.
class CreditMemoryIT {
  private static final long MIB = 1 << 20;

  private final RunningLedger ledger = RunningLedger.shared();
  private final AccountCredits credits = ledger.bean(AccountCredits.class);
  private final TestUser user = ledger.user();

  @Test
  void remembersOfEachNodeItsWordAndForgivesAMebibyteADay() {
    for (int i = 0; i < 2; i++) {
      try (TestNode node = ledger.node().serving()) {
        leavesUnsigned(node, 40 * MIB);
      }
    }
    forgetAll();

    assertThat(remembered()).isEqualTo(64 * MIB);
    try (TestNode node = ledger.node().serving()) {
      assertThat(credit(user.opened(node))).isEqualTo(MIB / 4);
    }
    passDays(33);
    assertThat(remembered()).isEqualTo(31 * MIB);
    passDays(33);
    assertThat(remembered()).isZero();
  }

  @Test
  void addsToWhatTheDaysHaveLeft() {
    for (int i = 0; i < 2; i++) {
      try (TestNode node = ledger.node().serving()) {
        leavesUnsigned(node, 16 * MIB);
      }
      forgetAll();
      passDays(6);
    }
    assertThat(remembered()).isEqualTo((16 - 6 + 16 - 6) * MIB);
  }

  @Test
  void remembersNothingOfWhoLeftNothing() {
    try (TestNode node = ledger.node().serving()) {
      user.end(user.opened(node));
    }
    forgetAll();

    assertThat(remembered()).isZero();
  }

  private void leavesUnsigned(TestNode node, long bytes) {
    SessionId session = user.opened(node);
    node.state(node.usage(session, 1, 0, bytes));
    user.end(session);
    // All that a node says of one that signed nothing is what it was given; let it be more.
    ledger
        .jdbc()
        .sql("update session set credit_bytes = greatest(credit_bytes, ?) where id = ?")
        .params(bytes, session.digest().bytes())
        .update();
  }

  private void forgetAll() {
    // Again, should a job of the ledger have held a row.
    Waiting.until(
        () -> {
          ledger
              .jdbc()
              .sql("update session set ended_at = ended_at - interval '73 hours' where account = ?")
              .param(user.account().address().bytes())
              .update();
          credits.forget(Duration.ofHours(72));
          return sessionsOfAccount() == 0;
        });
  }

  private void passDays(int days) {
    ledger
        .jdbc()
        .sql("update allowance set left_at = left_at - make_interval(days => ?) where account = ?")
        .params(days, user.account().address().bytes())
        .update();
  }

  private long remembered() {
    // Less what was forgiven since the test began.
    long bytes = credits.of(user.account()).remembered();
    return (bytes + MIB / 4) / MIB * MIB;
  }

  private long sessionsOfAccount() {
    return ledger.count(
        "select count(*) from session where account = ?", user.account().address().bytes());
  }

  private long credit(SessionId session) {
    return ledger.count("select credit_bytes from session where id = ?", session.digest().bytes());
  }
}
