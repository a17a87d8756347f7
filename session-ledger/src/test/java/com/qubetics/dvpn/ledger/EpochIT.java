package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.OpeningFile;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.ledger.chain.LedgerEvents;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EpochIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void sealsEachAckedByteInExactlyOneEpochWhileAcksComeIn() {
    TestUser user = ledger.user();
    ledger.buy(user, 100);
    long first = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      List<CompletableFuture<Void>> streams = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SessionId session = user.opened(node);
        streams.add(
            RunningLedger.async(
                () -> {
                  for (int seq = 1; seq <= 25; seq++) {
                    Signed<Usage> before =
                        node.usage(session, 2 * seq - 1, seq * 300_000L, (seq - 1) * 200_000L);
                    node.state(before);
                    Signed<Usage> usage =
                        node.usage(session, 2 * seq, seq * 300_000L, seq * 200_000L);
                    node.state(usage);
                    assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);
                    // Late, and by then perhaps another epoch's.
                    assertThat(user.post(session, user.ack(before)).status()).isEqualTo(200);
                  }
                  return null;
                }));
      }
      Waiting.pause(200);
      ledger.nextEpoch();
      Waiting.pause(200);
      ledger.nextEpoch();
      streams.forEach(CompletableFuture::join);
      ledger.nextEpoch();
      long last = ledger.oldestOpenEpoch() - 1;
      assertThat(last - first).isEqualTo(2);
      long sealed =
          ledger.count(
              "select sum(counted_bytes - carried_bytes)::bigint from epoch_usage"
                  + " where account = ? and epoch <= ?",
              user.account().address().bytes(),
              last);
      assertThat(sealed).isEqualTo(4L * 25 * 500_000);
      for (long epoch = first; epoch <= last; epoch++) {
        checkPublished(epoch);
      }
    }
  }

  /// Seconds into an epoch, with the one before not sealed yet: what moves then is the new one's.
  @Test
  void paysBytesInTheEpochInWhichTheyMovedWhileTheOneBeforeIsStillOpen() {
    TestUser user = ledger.user();
    long epoch = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> before = moves(node, session, 1, 10);
      user.post(session, user.ack(before));
      ledger.unsealed(
          epoch,
          () -> {
            Signed<Usage> after = moves(node, session, 2, 40);
            user.post(session, user.ack(after));
          });
      assertThat(mebibytes(user, epoch)).isEqualTo(10);
      assertThat(mebibytes(user, epoch + 1)).isEqualTo(30);
      Waiting.until(() -> ledger.oldestOpenEpoch() == epoch + 1);
      assertThat(checkPublished(epoch).rows()).anyMatch(row -> row.countedMib() == 10);
      ledger.nextEpoch();
      assertThat(checkPublished(epoch + 1).rows()).anyMatch(row -> row.countedMib() == 30);
    }
  }

  @Test
  void putsALateAckWhereItsUsageBelongsEvenAfterALaterOne() {
    TestUser user = ledger.user();
    ledger.buy(user, 15);
    assertThat(user.call("GET", "/api/v1/allowance", null).status()).isEqualTo(200);
    long epoch = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> before = moves(node, session, 1, 20);
      ledger.unsealed(
          epoch,
          () -> {
            Signed<Usage> after = moves(node, session, 2, 50);
            user.post(session, user.ack(after));
            assertThat(mebibytes(user, epoch)).isZero();
            assertThat(mebibytes(user, epoch + 1)).isEqualTo(50);
            for (int i = 0; i < 2; i++) {
              assertThat(user.post(session, user.ack(before)).json().get("countedBytes").asLong())
                  .isEqualTo(50L << 20);
            }
            assertThat(node.peers("").text())
                .contains(after.message().digest(RunningLedger.DOMAIN).toString());
          });
      assertThat(mebibytes(user, epoch)).isEqualTo(20);
      assertThat(mebibytes(user, epoch + 1)).isEqualTo(30);
      Waiting.until(() -> ledger.oldestOpenEpoch() == epoch + 1);
      ledger.nextEpoch();
      // What moved first took the pass.
      assertThat(checkPublished(epoch).rows())
          .anyMatch(row -> row.countedMib() == 20 && row.passMib() == 15 && row.promoMib() == 5);
      assertThat(checkPublished(epoch + 1).rows())
          .anyMatch(row -> row.countedMib() == 30 && row.passMib() == 0 && row.promoMib() == 30);
    }
  }

  @Test
  void carriesAnAckOfASealedEpochIntoTheNextOneAndSaysSo() {
    TestUser user = ledger.user();
    long epoch = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = moves(node, session, 1, 20);
      user.end(session);
      ledger.nextEpoch();
      assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);
    }
    assertThat(mebibytes(user, epoch)).isZero();
    assertThat(mebibytes(user, epoch + 1)).isEqualTo(20);
    ledger.nextEpoch();
    SessionFile file = checkPublished(epoch + 1);
    anchored(epoch + 1, file);
    OpeningFile openings =
        OpeningFile.parse(
            ledger.call("GET", "/api/v1/epochs/" + (epoch + 1) + "/openings", null).text(),
            RunningLedger.DOMAIN);
    assertThat(openings.openings())
        .flatExtracting(opening -> opening.sessions().getFirst().boots())
        .anyMatch(
            boot ->
                boot.counted().toMebibytes() == 20
                    && RunningLedger.NETWORK
                            .schedule()
                            .epochAt(Instant.ofEpochSecond(boot.usage().message().at()))
                        == epoch);
  }

  /// A node was down in the epoch that is over, or up in it and not in the new one: it would like
  /// to choose.
  @Test
  void letsNoNodeChooseTheEpochByItsClock() {
    TestUser user = ledger.user();
    long epoch = ledger.epoch();
    Instant end = RunningLedger.NETWORK.schedule().endOfEpoch(epoch);
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      ledger.unsealed(
          epoch,
          () -> {
            // The session runs since before the end: the first statement may be a delayed one.
            node.state(node.usageAt(end.minusSeconds(1), session, 1, 0, 1L << 20));
            RunningLedger.CLOCK.advance(ClockTolerance.DURATION);
            Signed<Usage> prompt =
                node.usageAt(RunningLedger.CLOCK.instant(), session, 2, 0, 2L << 20);
            node.state(prompt);
            RunningLedger.CLOCK.advance(ClockTolerance.DURATION);
            Signed<Usage> back = node.usageAt(end.minusSeconds(1), session, 3, 0, 30L << 20);
            node.state(back);
            user.post(session, user.ack(back));
            Signed<Usage> ahead =
                node.usageAt(end.plus(RunningLedger.EPOCH), session, 4, 0, 40L << 20);
            node.state(ahead);
            user.post(session, user.ack(ahead));
          });
      assertThat(mebibytes(user, epoch)).isZero();
      assertThat(mebibytes(user, epoch + 1)).isEqualTo(40);
    }
  }

  @Test
  void publishesOpeningsThatProveEveryDrawnRowAndThenForgetsTheRest() {
    TestUser user = ledger.user();
    long epoch = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 3L << 20, 5L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
    }
    ledger.nextEpoch();
    SessionFile file = checkPublished(epoch);
    assertThat(file.rows()).hasSizeGreaterThanOrEqualTo(1);
    assertThat(ledger.call("GET", "/api/v1/epochs/" + epoch + "/openings", null).status())
        .isEqualTo(404);

    anchored(epoch, file);

    OpeningFile openings =
        OpeningFile.parse(
            ledger.call("GET", "/api/v1/epochs/" + epoch + "/openings", null).text(),
            RunningLedger.DOMAIN);
    assertThat(openings.openings()).hasSameSizeAs(file.rows());
    for (int i = 0; i < file.rows().size(); i++) {
      SessionRow row = file.rows().get(i);
      assertThat(openings.openings().get(i).fault(row)).isEmpty();
    }
    RunningLedger.CLOCK.advance(Duration.ofMinutes(91));
    Waiting.until(
        () ->
            ledger.count(
                    "select count(*) from epoch where number = ? and erased_at is not null"
                        + " and secret is null",
                    epoch)
                == 1);
    assertThat(ledger.count("select count(*) from epoch_usage where epoch = ?", epoch)).isZero();
    assertThat(ledger.count("select count(*) from sealed_row where epoch = ?", epoch)).isZero();
  }

  @Test
  void opensAnEpochAgainWhoseAnchorTheChainMoved() {
    ledger.nextEpoch();
    long epoch = ledger.oldestOpenEpoch() - 1;
    SessionFile file = checkPublished(epoch);
    anchored(epoch, file);
    String openings = "/api/v1/epochs/" + epoch + "/openings";
    assertThat(ledger.call("GET", openings, null).status()).isEqualTo(200);

    ledger.tell(LedgerEvents::undo, anchor(epoch, file), epoch);
    assertThat(ledger.call("GET", openings, null).status()).isEqualTo(404);
    anchored(epoch, file);
    assertThat(ledger.call("GET", openings, null).status()).isEqualTo(200);
  }

  @Test
  void takesBackAPassThatTheChainDroppedAndLetsTheNextOneCoverWhatWasUsedOfIt() {
    TestUser user = ledger.user();
    ChainEvent bought =
        new ChainEvent.PassBought(user.account(), user.account(), BigInteger.TEN, TokenAmount.ZERO);
    long number = System.nanoTime();
    ledger.confirmed(bought, number);
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 2L << 20, 6L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
    }
    assertThat(passLeft(user)).isEqualTo(2L << 20);

    ledger.tell(LedgerEvents::undo, bought, number);
    assertThat(passLeft(user)).isZero();
    ledger.buy(user, 5);
    assertThat(passLeft(user)).isZero();
    ledger.confirmed(bought, number + 1);
    assertThat(passLeft(user)).isEqualTo(7L << 20);
  }

  @Test
  void sealsEmptyEpochsToo() {
    ledger.nextEpoch();
    ledger.nextEpoch(); // lets go what the one before carried
    long epoch = ledger.epoch();
    ledger.nextEpoch();
    SessionFile file = checkPublished(epoch);
    assertThat(file.rows()).isEmpty();
    assertThat(file.root()).isEqualTo(Bytes32.ZERO);
  }

  @Test
  void sendsAnAnchorAgainThatTheSenderGaveUp() {
    long oldest;
    if (ledger.count("select count(*) from epoch where state = 'SEALED'") == 0) {
      ledger.nextEpoch();
    }
    oldest = ledger.count("select min(number) from epoch where state = 'SEALED'");
    String intent = "anchor/sessions/" + oldest;
    Call before = RunningLedger.CHAIN.sent.get(intent);
    RunningLedger.CHAIN.failed.add(intent);
    Waiting.until(() -> RunningLedger.CHAIN.attempts.get(intent) == 2);
    assertThat(RunningLedger.CHAIN.sent.get(intent)).isEqualTo(before);
  }

  @Test
  void spendsThePassBeforeFreeTraffic() {
    TestUser user = ledger.user();
    ledger.buy(user, 3);
    ledger.buy(user, 2);
    long epoch = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 2L << 20, 6L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
    }
    ledger.nextEpoch();
    assertThat(checkPublished(epoch).rows())
        .anySatisfy(
            row -> {
              assertThat(row.countedMib()).isEqualTo(8);
              assertThat(row.passMib()).isEqualTo(5);
            });
  }

  @Test
  void carriesWhatFillsNoMebibyteAndThenLetsItGoToThePot() {
    ledger.nextEpoch();
    ledger.nextEpoch();
    TestUser user = ledger.user();
    ledger.buy(user, 10);
    long first = ledger.epoch();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      acked(user, node, session, 1, 700_000);
      ledger.nextEpoch();
      assertThat(checkPublished(first).rows()).isEmpty();

      acked(user, node, session, 2, 1_400_000);
      ledger.nextEpoch();
      SessionFile second = checkPublished(first + 1);
      assertThat(second.rows()).hasSize(1);
      assertThat(second.rows().getFirst().passMib()).isEqualTo(1);
      anchoredUpTo(first + 1);
      assertThat(openings(first + 1).openings().getFirst().fault(second.rows().getFirst()))
          .isEmpty();
    }
    long carried = 1_400_000 - (1 << 20);
    assertThat(
            ledger.count(
                "select sum(rx + tx - before_bytes)::bigint from acked where epoch = ? and session"
                    + " in (select id from session where account = ?)",
                first + 2,
                user.account().address().bytes()))
        .isEqualTo(carried);

    long before = ledger.count("select rest_bytes from epoch where number = ?", first + 2);
    ledger.nextEpoch();
    SessionFile third = checkPublished(first + 2);
    assertThat(third.rows()).hasSize(1);
    assertThat(third.rows().getFirst().countedMib()).isZero();
    long after = ledger.count("select rest_bytes from epoch where number = ?", first + 3);
    assertThat((third.restMib() << 20) + after).isEqualTo(before + carried);
    anchoredUpTo(first + 2);
    assertThat(openings(first + 2).openings().getFirst().fault(third.rows().getFirst())).isEmpty();
    ledger.nextEpoch();
    assertThat(checkPublished(first + 3).rows()).isEmpty();
  }

  private static void acked(TestUser user, TestNode node, SessionId session, long seq, long bytes) {
    Signed<Usage> usage = node.usage(session, seq, bytes / 4, bytes - bytes / 4);
    node.state(usage);
    assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);
  }

  private OpeningFile openings(long epoch) {
    return OpeningFile.parse(
        ledger.call("GET", "/api/v1/epochs/" + epoch + "/openings", null).text(),
        RunningLedger.DOMAIN);
  }

  /// Confirms the anchors that are not, in turn.
  private void anchoredUpTo(long last) {
    for (long epoch = ledger.count("select min(number) from epoch where state = 'SEALED'");
        epoch <= last;
        epoch++) {
      anchored(epoch, checkPublished(epoch));
    }
  }

  /// A statement of all that moved so far, signed at this moment.
  private static Signed<Usage> moves(TestNode node, SessionId session, long seq, long mebibytes) {
    Signed<Usage> usage =
        node.usageAt(RunningLedger.CLOCK.instant(), session, seq, 0, mebibytes << 20);
    node.state(usage);
    return usage;
  }

  private long mebibytes(TestUser user, long epoch) {
    return ledger.count(
            "select coalesce(sum(counted_bytes), 0)::bigint from epoch_usage"
                + " where account = ? and epoch = ?",
            user.account().address().bytes(),
            epoch)
        >> 20;
  }

  /// The file is what was sent to be anchored.
  private SessionFile checkPublished(long epoch) {
    Answer answer = ledger.call("GET", "/api/v1/epochs/" + epoch + "/sessions", null);
    assertThat(answer.status()).isEqualTo(200);
    SessionFile file = SessionFile.parse(answer.text());
    assertThat(RunningLedger.CHAIN.sent.get("anchor/sessions/" + epoch))
        .usingRecursiveComparison()
        .isEqualTo(ledger.bean(Calls.class).anchor(file.seal()));
    return file;
  }

  private void anchored(long epoch, SessionFile file) {
    ledger.confirmed(anchor(epoch, file), epoch);
    Waiting.until(
        () ->
            ledger.count("select count(*) from epoch where number = ? and state = 'OPENED'", epoch)
                == 1);
  }

  private static ChainEvent anchor(long epoch, SessionFile file) {
    return new ChainEvent.Anchored(
        BigInteger.valueOf(epoch),
        Seal.Kind.SESSIONS,
        1,
        file.root(),
        BigInteger.valueOf(file.rows().size()),
        file.total(),
        file.dataHash());
  }

  /// An earlier vault sold any number of mebibytes at a price of 0.
  @Test
  void holdsAPassOfAnyNumberOfMebibytesForTheMostThatAnAccountOwns() {
    for (int bits : List.of(41, 63, 64)) {
      TestUser user = ledger.user();
      ledger.buy(user, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE));
      ledger.buy(user, BigInteger.TWO.pow(bits - 1));
      assertThat(passLeft(user)).isEqualTo(1L << 60);
    }
  }

  private long passLeft(TestUser user) {
    return ledger.count(
        "select pass_bytes - pass_spent_bytes from allowance where account = ?",
        user.account().address().bytes());
  }
}
