package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.ledger.epoch.EpochOpenings;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Row;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Epochs that take acks side by side, and what fills no mebibyte and is carried from one to the
/// next: together they lose and double no byte.
class EpochSumsIT {
  private static final long MIB = ByteCount.MEBIBYTE;
  private static final SecureRandom BOOTS = new SecureRandom();

  private final RunningLedger ledger = RunningLedger.shared();
  private final Map<Long, String> published = new HashMap<>();
  private long first;
  private long restBefore;
  private long restPaidBefore;

  /// An epoch into which nothing was carried, and with no anchor outstanding: too many of them, and
  /// the ledger seals no more.
  @BeforeEach
  void begins() {
    ledger.nextEpoch();
    ledger.nextEpoch();
    anchorAll();
    first = ledger.epoch();
    restBefore = ledger.count("select rest_bytes from epoch where number = ?", first);
    restPaidBefore = ledger.count("select rest_paid::bigint from epoch where number = ?", first);
  }

  @AfterEach
  void anchorAll() {
    ledger
        .jdbc()
        .sql("select number, root from epoch where state = 'SEALED' order by number")
        .query(Row.as(row -> Map.entry(row.number("number"), row.bytes32("root"))))
        .list()
        .forEach(
            epoch ->
                ledger.bean(EpochOpenings.class).anchored(epoch.getKey(), epoch.getValue(), 500));
    Waiting.until(
        () ->
            ledger.count("select count(*) from epoch where state in ('SEALED', 'ANCHORED')") == 0);
  }

  @Test
  void carriesIntoAnEpochThatHasTakenAcksAlready() {
    TestUser user = ledger.user();
    ledger.buy(user, 100);
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Stream stream = new Stream(user, node, session, node.boot());
      stream.states(700_000, Duration.ZERO);
      Signed<Usage> late = stream.states(1_000_000, Duration.ZERO);
      stream.acks(0);
      ledger.unsealed(
          first,
          () -> {
            stream.states(800_000, Duration.ZERO);
            stream.acks(stream.open.size() - 1);
            checkSums();
            // 700,000 and 1,800,000 bytes; the late ack makes it 1,700,000 and 800,000.
            assertThat(user.post(session, user.ack(late)).status()).isEqualTo(200);
            checkSums();
          });
      Waiting.until(() -> ledger.oldestOpenEpoch() == first + 1);
      checkSums();
      assertThat(file(first).rows()).extracting(SessionRow::passMib).containsExactly(1L);
      assertThat(counted(first + 1)).isEqualTo(1_700_000 - MIB + 800_000);
      ledger.nextEpoch();
      assertThat(file(first + 1).rows()).extracting(SessionRow::passMib).containsExactly(1L);
      assertThat(counted(first + 2)).isEqualTo(2_500_000 - 2 * MIB);
      checkSums();
      checkOpenings();
    }
  }

  /// An ack of the newest epoch came first: what is carried stands in the epoch between alone.
  @Test
  void carriesOverAnEpochThatABootSkipped() {
    TestUser user = ledger.user();
    ledger.buy(user, 100);
    try (TestNode node = ledger.node().serving()) {
      Stream stream = new Stream(user, node, user.opened(node), node.boot());
      stream.states(1_500_000, Duration.ZERO);
      stream.acks(0);
      ledger.unsealed(
          first,
          () -> {
            RunningLedger.CLOCK.advance(RunningLedger.EPOCH);
            stream.states(900_000, Duration.ZERO);
            stream.acks(0);
          });
      Waiting.until(() -> ledger.oldestOpenEpoch() == first + 2);
      checkSums();
      SessionFile between = file(first + 1);
      assertThat(between.rows()).extracting(SessionRow::countedMib).containsExactly(0L);
      long rest = ledger.count("select rest_bytes from epoch where number = ?", first + 2);
      assertThat((between.restMib() << 20) + rest).isEqualTo(restBefore + 1_500_000 - MIB);
      assertThat(counted(first + 2)).isEqualTo(900_000);
      ledger.nextEpoch();
      checkSums();
      checkOpenings();
    }
  }

  /// An earlier boot's late ack stands once more in the epoch of the later boot's.
  @Test
  void tellsTheNodeTheAckOfWhatMovedLastAlsoBesideACarriedOne() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Stream before = new Stream(user, node, session, BootId.random(BOOTS));
      Stream after = new Stream(user, node, session, node.boot());
      before.states(700_000, Duration.ZERO);
      List<Signed<Usage>> newest = new ArrayList<>();
      ledger.unsealed(
          first,
          () -> {
            newest.add(after.states(800_000, Duration.ZERO));
            after.acks(0);
            before.acks(0);
          });
      Waiting.until(() -> ledger.oldestOpenEpoch() == first + 1);
      assertThat(counted(first + 1)).isEqualTo(1_500_000);
      assertThat(node.peers("").text()).contains(hash(newest.getFirst()));
    }
  }

  /// Random acks of three users on two nodes, each of two boots, in any order, of usage that moved
  /// up to two epochs before or that a clock ahead signed, while epochs are sealed or held open
  /// beside the next one. In every state of the database rows, rest and what is open are what was
  /// acked.
  @Test
  void losesAndDoublesNoByteInWhateverOrderAcksComeAndEpochsAreSealed() {
    long seed = 20_261_129;
    Random random = new Random(seed);
    List<List<Stream>> users = new ArrayList<>();
    try (TestNode one = ledger.node().serving();
        TestNode other = ledger.node().serving()) {
      for (int i = 0; i < 3; i++) {
        TestUser user = ledger.user();
        ledger.buy(user, 13);
        ledger.buy(user, 1);
        ledger.buy(user, 100_000);
        List<Stream> streams = new ArrayList<>();
        for (TestNode node : List.of(one, other)) {
          SessionId session = user.opened(node);
          streams.add(new Stream(user, node, session, node.boot()));
          streams.add(new Stream(user, node, session, BootId.random(BOOTS)));
        }
        users.add(streams);
      }
      for (int round = 0; round < 10; round++) {
        boolean sideBySide = random.nextInt(3) > 0;
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        Runnable start =
            () ->
                users.forEach(
                    streams -> {
                      Random own = new Random(random.nextLong());
                      turns.add(RunningLedger.async(() -> turn(streams, own)));
                    });
        long epoch = ledger.oldestOpenEpoch();
        if (sideBySide) {
          ledger.unsealed(
              epoch,
              () -> {
                start.run();
                turns.forEach(CompletableFuture::join);
                checkSums();
                start.run();
              });
          RunningLedger.CLOCK.advance(Duration.ofSeconds(6));
        } else {
          start.run();
          ledger.nextEpoch();
        }
        while (!turns.stream().allMatch(CompletableFuture::isDone)) {
          checkSums();
        }
        turns.forEach(CompletableFuture::join);
        ledger.epoch();
        checkSums();
      }
      users.forEach(streams -> streams.forEach(Stream::acksAll));
      long acked = users.stream().flatMap(List::stream).mapToLong(stream -> stream.bytes).sum();
      ledger.nextEpoch();
      ledger.nextEpoch();
      checkSums();
      assertThat(counted(ledger.oldestOpenEpoch())).isZero();
      long rest =
          ledger.count("select rest_bytes from epoch where number = ?", ledger.oldestOpenEpoch());
      long mebibytes =
          published.keySet().stream()
              .mapToLong(epoch -> file(epoch).total().longValueExact() + file(epoch).restMib())
              .sum();
      assertThat((mebibytes << 20) + rest - restBefore).as("seed %d", seed).isEqualTo(acked);
      assertThat(publishedPaid()).as("seed %d", seed).isEqualTo(spentOf(users)).isPositive();
      checkOpenings();
    }
  }

  /// What the rows and the rest of the epochs had cost, and what waits for the next.
  private long publishedPaid() {
    return ledger.count(
            """
            select (select coalesce(sum(paid), 0) from sealed_row where epoch >= ?)::bigint
              + (select sum(let_go_paid + case when state = 'OPEN' then rest_paid else 0 end)
                 from epoch where number >= ?)::bigint
            """,
            first,
            first)
        - restPaidBefore;
  }

  /// What the spent bytes of the users' lots had cost.
  private long spentOf(List<List<Stream>> users) {
    return users.stream()
        .mapToLong(
            streams ->
                ledger.count(
                    """
                    select sum(div(paid * spent_bytes, mebibytes << 20))::bigint from pass_lot
                    where account = ?
                    """,
                    streams.getFirst().user.account().address().bytes()))
        .sum();
  }

  private static Void turn(List<Stream> streams, Random random) {
    for (int i = 0; i < 12; i++) {
      Stream stream = streams.get(random.nextInt(streams.size()));
      if (stream.open.isEmpty() || random.nextInt(5) < 2) {
        long bytes = random.nextLong(random.nextInt(4) == 0 ? 5 * MIB : MIB);
        stream.states(bytes, Duration.ofMinutes(random.nextInt(150) - 30));
      } else {
        stream.acks(random.nextInt(stream.open.size()));
      }
    }
    return null;
  }

  /// In one state of the database: all that sessions count is in rows, in their rest or in open
  /// epochs; what epochs count of an owner is what his acks' steps say; the steps of a boot add up
  /// to its newest ack; and what was published stays.
  private void checkSums() {
    TransactionTemplate snapshot =
        new TransactionTemplate(ledger.bean(PlatformTransactionManager.class));
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    snapshot.executeWithoutResult(
        status -> {
          long inFiles = 0;
          for (Map.Entry<Long, String> file : files().entrySet()) {
            assertThat(file.getValue())
                .isEqualTo(published.getOrDefault(file.getKey(), file.getValue()));
            published.put(file.getKey(), file.getValue());
            SessionFile sessions = SessionFile.parse(file.getValue());
            inFiles += (sessions.total().longValueExact() + sessions.restMib()) << 20;
          }
          long open =
              ledger.count(
                  """
                  select coalesce(sum(counted_bytes), 0)::bigint from epoch_usage
                    join epoch on number = epoch
                  where state = 'OPEN'
                  """);
          long rest =
              ledger.count(
                  "select rest_bytes from epoch where state = 'OPEN' order by number limit 1");
          long acked =
              ledger.count(
                  """
                  select coalesce(sum(counted_bytes), 0)::bigint from session where id in
                    (select session from acked where epoch >= ?)
                  """,
                  first);
          assertThat(inFiles + rest + open - restBefore).isEqualTo(acked);
          assertThat(ledger.count(ROWS_UNLIKE_STEPS, first, first, first)).isZero();
          assertThat(ledger.count(BOOTS_UNLIKE_STEPS, first)).isZero();
        });
  }

  private static final String ROWS_UNLIKE_STEPS =
      """
      select count(*) from
        (select a.epoch, s.account, s.node, sum(a.rx + a.tx - a.before_bytes) as bytes
         from acked a join session s on s.id = a.session where a.epoch >= ? group by 1, 2, 3) steps
        full join
        (select u.epoch, u.account, u.node, u.counted_bytes - coalesce(n.carried_bytes, 0) as bytes
         from epoch_usage u left join epoch_usage n
           on n.epoch = u.epoch + 1 and n.account = u.account and n.node = u.node
         where u.epoch >= ?) counted using (epoch, account, node)
      where coalesce(steps.bytes, 0) <> coalesce(counted.bytes, 0) and epoch >= ?
      """;

  private static final String BOOTS_UNLIKE_STEPS =
      """
      select count(*) from
        (select sum(rx + tx - before_bytes) as steps, max(rx + tx) as newest from acked
         group by session, boot having min(epoch) >= ?) boots
      where steps <> newest
      """;

  private Map<Long, String> files() {
    Map<Long, String> files = new HashMap<>();
    ledger
        .jdbc()
        .sql("select number, file from epoch where number >= ? and state <> 'OPEN'")
        .param(first)
        .query(
            row -> {
              files.put(row.getLong(1), row.getString(2));
            });
    return files;
  }

  /// Every row published since is proven by the messages that it commits to.
  private void checkOpenings() {
    published
        .keySet()
        .forEach(
            epoch ->
                file(epoch)
                    .rows()
                    .forEach(row -> assertThat(opening(epoch, row).fault(row)).isEmpty()));
  }

  private Opening opening(long epoch, SessionRow row) {
    return ledger
        .jdbc()
        .sql("select salt, opening from sealed_row where epoch = ? and pseudonym = ?")
        .params(epoch, row.pseudonym().bytes())
        .query(
            Row.as(
                found ->
                    Opening.parse(
                        row.node(),
                        row.pseudonym(),
                        found.bytes32("salt"),
                        found.text("opening"),
                        RunningLedger.DOMAIN)))
        .single();
  }

  private static String hash(Signed<Usage> usage) {
    return usage.message().digest(RunningLedger.DOMAIN).toString();
  }

  private SessionFile file(long epoch) {
    return SessionFile.parse(
        ledger.call("GET", "/api/v1/epochs/" + epoch + "/sessions", null).text());
  }

  private long counted(long epoch) {
    return ledger.count(
        "select coalesce(sum(counted_bytes), 0)::bigint from epoch_usage where epoch = ?", epoch);
  }

  /// What a boot of a node states of a session, and what of it the user has not acked. Used by one
  /// thread at a time.
  private static final class Stream {
    private final TestUser user;
    private final TestNode node;
    private final SessionId session;
    private final BootId boot;
    private final List<Signed<Usage>> open = new ArrayList<>();
    private long seq;
    private long bytes;

    Stream(TestUser user, TestNode node, SessionId session, BootId boot) {
      this.user = user;
      this.node = node;
      this.session = session;
      this.boot = boot;
    }

    /// @param ago when they moved by the node's clock, before this moment
    Signed<Usage> states(long more, Duration ago) {
      bytes += more;
      Signed<Usage> usage =
          node.usageAt(
              RunningLedger.CLOCK.instant().minus(ago),
              session,
              boot,
              ++seq,
              bytes / 4,
              bytes - bytes / 4);
      assertThat(node.state(usage).status()).isEqualTo(200);
      open.add(usage);
      return usage;
    }

    void acks(int index) {
      Signed<Usage> usage = open.remove(index);
      assertThat(user.post(session, user.ack(usage)).status()).isEqualTo(200);
    }

    void acksAll() {
      while (!open.isEmpty()) {
        acks(0);
      }
    }
  }
}
