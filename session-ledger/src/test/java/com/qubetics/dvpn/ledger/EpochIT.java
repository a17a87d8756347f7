package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.epoch.OpeningFile;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.ledger.chain.LedgerEvents;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class EpochIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void sealsEachAckedByteInExactlyOneEpochWhileAcksComeIn() {
    TestUser user = ledger.user();
    buy(user, 100);
    long first = open();
    try (TestNode node = ledger.node().serving()) {
      List<CompletableFuture<Void>> streams = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SessionId session = user.opened(node);
        streams.add(
            RunningLedger.async(
                () -> {
                  for (int seq = 1; seq <= 25; seq++) {
                    Signed<Usage> usage = node.usage(session, seq, seq * 300_000L, seq * 200_000L);
                    node.state(usage);
                    assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);
                  }
                  return null;
                }));
      }
      Waiting.pause(200);
      nextEpoch();
      Waiting.pause(200);
      nextEpoch();
      streams.forEach(CompletableFuture::join);
      nextEpoch();
      long last = open() - 1;
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

  @Test
  void publishesOpeningsThatProveEveryDrawnRowAndThenForgetsTheRest() {
    TestUser user = ledger.user();
    long epoch = open();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 3L << 20, 5L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
    }
    nextEpoch();
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
    nextEpoch();
    long epoch = open() - 1;
    SessionFile file = checkPublished(epoch);
    anchored(epoch, file);
    String openings = "/api/v1/epochs/" + epoch + "/openings";
    assertThat(ledger.call("GET", openings, null).status()).isEqualTo(200);

    tell(LedgerEvents::undo, anchor(epoch, file), epoch);
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
    confirmed(bought, number);
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 2L << 20, 6L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
    }
    assertThat(passLeft(user)).isEqualTo(2L << 20);

    tell(LedgerEvents::undo, bought, number);
    assertThat(passLeft(user)).isZero();
    buy(user, 5);
    assertThat(passLeft(user)).isZero();
    confirmed(bought, number + 1);
    assertThat(passLeft(user)).isEqualTo(7L << 20);
  }

  @Test
  void sealsEmptyEpochsToo() {
    nextEpoch();
    nextEpoch(); // lets go what the one before carried
    long epoch = open();
    nextEpoch();
    SessionFile file = checkPublished(epoch);
    assertThat(file.rows()).isEmpty();
    assertThat(file.root()).isEqualTo(Bytes32.ZERO);
  }

  @Test
  void sendsAnAnchorAgainThatTheSenderGaveUp() {
    long oldest;
    if (ledger.count("select count(*) from epoch where state = 'SEALED'") == 0) {
      nextEpoch();
    }
    oldest = ledger.count("select min(number) from epoch where state = 'SEALED'");
    String intent = "anchor/sessions/" + oldest;
    RunningLedger.CHAIN.failed.add(intent);
    Waiting.until(() -> RunningLedger.CHAIN.sent.containsKey(intent + "/2"));
    assertThat(RunningLedger.CHAIN.sent.get(intent + "/2"))
        .usingRecursiveComparison()
        .isEqualTo(RunningLedger.CHAIN.sent.get(intent));
  }

  @Test
  void spendsThePassBeforeFreeTraffic() {
    TestUser user = ledger.user();
    buy(user, 3);
    buy(user, 2);
    long epoch = open();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 2L << 20, 6L << 20);
      node.state(usage);
      user.post(session, user.ack(usage));
    }
    nextEpoch();
    assertThat(checkPublished(epoch).rows())
        .anySatisfy(
            row -> {
              assertThat(row.countedMib()).isEqualTo(8);
              assertThat(row.passMib()).isEqualTo(5);
            });
  }

  @Test
  void carriesWhatFillsNoMebibyteAndThenLetsItGoToThePot() {
    nextEpoch();
    nextEpoch();
    TestUser user = ledger.user();
    buy(user, 10);
    long first = open();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      acked(user, node, session, 1, 700_000);
      nextEpoch();
      assertThat(checkPublished(first).rows()).isEmpty();

      acked(user, node, session, 2, 1_400_000);
      nextEpoch();
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
                "select sum(rx + tx - sealed_bytes)::bigint from acked where session in"
                    + " (select id from session where account = ?)",
                user.account().address().bytes()))
        .isEqualTo(carried);

    long before = ledger.count("select rest_bytes from epoch where number = ?", first + 2);
    nextEpoch();
    SessionFile third = checkPublished(first + 2);
    assertThat(third.rows()).hasSize(1);
    assertThat(third.rows().getFirst().countedMib()).isZero();
    long after = ledger.count("select rest_bytes from epoch where number = ?", first + 3);
    assertThat((third.restMib() << 20) + after).isEqualTo(before + carried);
    anchoredUpTo(first + 2);
    assertThat(openings(first + 2).openings().getFirst().fault(third.rows().getFirst())).isEmpty();
    nextEpoch();
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

  /// The file is what was sent to be anchored.
  private SessionFile checkPublished(long epoch) {
    Answer answer = ledger.call("GET", "/api/v1/epochs/" + epoch + "/sessions", null);
    assertThat(answer.status()).isEqualTo(200);
    SessionFile file = SessionFile.parse(answer.text());
    assertThat(RunningLedger.CHAIN.sent.get("anchor/sessions/" + epoch))
        .usingRecursiveComparison()
        .isEqualTo(
            ledger
                .bean(Calls.class)
                .anchor(
                    epoch,
                    AnchorKind.SESSIONS,
                    file.root(),
                    file.rows().size(),
                    file.total(),
                    file.dataHash()));
    return file;
  }

  private void anchored(long epoch, SessionFile file) {
    confirmed(anchor(epoch, file), epoch);
    Waiting.until(
        () ->
            ledger.count("select count(*) from epoch where number = ? and state = 'OPENED'", epoch)
                == 1);
  }

  private static ChainEvent anchor(long epoch, SessionFile file) {
    return new ChainEvent.Anchored(
        BigInteger.valueOf(epoch),
        AnchorKind.SESSIONS,
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
      buy(user, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE));
      buy(user, BigInteger.TWO.pow(bits - 1));
      assertThat(passLeft(user)).isEqualTo(1L << 60);
    }
  }

  private long passLeft(TestUser user) {
    return ledger.count(
        "select pass_bytes - pass_spent_bytes from allowance where account = ?",
        user.account().address().bytes());
  }

  private void buy(TestUser user, long mebibytes) {
    buy(user, BigInteger.valueOf(mebibytes));
  }

  private void buy(TestUser user, BigInteger mebibytes) {
    ChainEvent bought =
        new ChainEvent.PassBought(user.account(), user.account(), mebibytes, TokenAmount.ZERO);
    long number = System.nanoTime();
    confirmed(bought, number);
    confirmed(bought, number);
  }

  private void confirmed(ChainEvent event, long number) {
    tell(LedgerEvents::on, event, number);
  }

  private void tell(BiConsumer<LedgerEvents, ConfirmedEvent> how, ChainEvent event, long number) {
    ConfirmedEvent confirmed =
        new ConfirmedEvent(
            event,
            500,
            FakeChain.hashOf(500),
            RunningLedger.CLOCK.instant(),
            FakeChain.hashOf(number),
            0);
    ledger
        .bean(TransactionTemplate.class)
        .executeWithoutResult(status -> how.accept(ledger.bean(LedgerEvents.class), confirmed));
  }

  private long open() {
    return ledger.count("select number from epoch where state = 'OPEN'");
  }

  /// Moves time to the end of the open epoch and waits until it is sealed.
  private void nextEpoch() {
    long epoch = open();
    Duration left =
        Duration.between(
            RunningLedger.CLOCK.instant(), RunningLedger.NETWORK.schedule().endOfEpoch(epoch));
    RunningLedger.CLOCK.advance(left.isNegative() ? Duration.ofSeconds(6) : left.plusSeconds(6));
    Waiting.until(() -> open() > epoch);
  }
}
