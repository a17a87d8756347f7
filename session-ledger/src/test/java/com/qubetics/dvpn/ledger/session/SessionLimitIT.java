package com.qubetics.dvpn.ledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger;
import com.qubetics.dvpn.ledger.TestNode;
import com.qubetics.dvpn.ledger.TestUser;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionLimitIT {
  private final RunningLedger ledger = RunningLedger.shared();
  private final Sessions sessions = ledger.bean(Sessions.class);
  private final TestUser user = ledger.trusted();

  @Test
  void recordsNoMoreThanTheLimitHoweverManyArePostedAtOnce() {
    List<TestNode> nodes = IntStream.range(0, 4).mapToObj(i -> ledger.node()).toList();

    List<CompletableFuture<Reservation>> posts =
        IntStream.range(0, 32)
            .mapToObj(i -> user.grant(nodes.get(i % 4)))
            .map(grant -> RunningLedger.async(() -> reserve(grant, 5)))
            .toList();

    List<Reservation> results = posts.stream().map(CompletableFuture::join).toList();
    assertThat(results).filteredOn(Reservation.Recorded.class::isInstance).hasSize(5);
    assertThat(results).filteredOn(Reservation.TooMany.class::isInstance).hasSize(27);
  }

  @Test
  void knowsAGrantAgainThoughTheLimitIsReached() {
    Signed<Grant> grant = user.grant(ledger.node());
    assertThat(reserve(grant, 1)).isInstanceOf(Reservation.Recorded.class);

    assertThat(reserve(grant, 1)).isInstanceOf(Reservation.Known.class);
    assertThat(reserve(user.grant(ledger.node()), 1)).isInstanceOf(Reservation.TooMany.class);
  }

  @Test
  void saysThatAnAccountHasTooManySessions() {
    TestNode node = ledger.node();
    IntStream.range(0, 100).forEach(i -> reserve(user.grant(node), 100));

    RunningLedger.Answer answer = user.open(user.request(node));

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().get("code").asString()).isEqualTo("TOO_MANY_SESSIONS");
  }

  private Reservation reserve(Signed<Grant> grant, int most) {
    SessionId id = grant.message().sessionId(RunningLedger.DOMAIN);
    return sessions.reserve(user.account(), id, grant, most);
  }
}
