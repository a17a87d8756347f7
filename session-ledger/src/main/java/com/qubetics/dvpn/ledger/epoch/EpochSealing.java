package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.epoch.OpenedSession;
import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.ledger.epoch.EpochAcks.Owner;
import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/// Seals an epoch that is over: one transaction takes its open row, writes the file, its root and
/// what each row's commitment binds, stores the anchoring intent and the event, opens the next
/// epoch unless an ack has, and carries there what filled no mebibyte. After a stop the epochs that
/// were missed are sealed one after the other; empty ones too, since the chain takes them in turn.
@Service
final class EpochSealing {
  private static final int MOST_UNANCHORED = 32;
  private static final Logger LOG = LoggerFactory.getLogger(EpochSealing.class);

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;
  private final OpenEpoch open;
  private final EpochAcks acks;
  private final Calls calls;
  private final Sender sender;
  private final Outbox outbox;
  private final EpochSchedule schedule;
  private final Domain domain;
  private final EpochSettings settings;
  private final SecureRandom random;
  private final Clock clock;

  EpochSealing(
      JdbcClient jdbc,
      TransactionOperations transactions,
      OpenEpoch open,
      EpochAcks acks,
      Calls calls,
      Sender sender,
      Outbox outbox,
      EpochSchedule schedule,
      Domain domain,
      EpochSettings settings,
      SecureRandom random,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.open = open;
    this.acks = acks;
    this.calls = calls;
    this.sender = sender;
    this.outbox = outbox;
    this.schedule = schedule;
    this.domain = domain;
    this.settings = settings;
    this.random = random;
    this.clock = clock;
  }

  /// Seals the oldest open epoch if it is over; whether it did. Of two replicas the second finds it
  /// sealed and does nothing.
  boolean sealNext() {
    long oldest = open.oldest();
    if (!isDue(oldest) || isTooFarAhead()) {
      return false;
    }
    return Boolean.TRUE.equals(transactions.execute(status -> seal(oldest)));
  }

  /// The chain takes anchors in turn, and a sender gives an intent up that is refused for long:
  /// after a stop, epochs are sealed as fast as the chain follows. The others take acks meanwhile.
  private boolean isTooFarAhead() {
    return jdbc.sql("select count(*) from epoch where state = 'SEALED'").query(Long.class).single()
        >= MOST_UNANCHORED;
  }

  private boolean isDue(long epoch) {
    return !clock.instant().isBefore(schedule.endOfEpoch(epoch).plus(settings.sealingDelay()));
  }

  private boolean seal(long epoch) {
    var held =
        jdbc.sql(
                """
                select secret, rest_bytes from epoch where number = :epoch and state = 'OPEN'
                for update
                """)
            .param("epoch", epoch)
            .query((row, number) -> new Held(epoch, row.getBytes(1), row.getLong(2)))
            .optional();
    if (held.isEmpty()) {
      return false;
    }
    List<Line> lines = lines(held.get());
    long restBytes =
        lines.stream().mapToLong(line -> line.counted().letGoBytes()).sum()
            + held.get().restBytes();
    List<Line> published = lines.stream().filter(line -> line.counted().isRow()).toList();
    SessionFile file =
        new SessionFile(
            epoch,
            restBytes / ByteCount.MEBIBYTE,
            published.stream().map(EpochSealing::row).toList());
    published.forEach(line -> store(epoch, line.opening()));
    Bytes32 root = file.root();
    String text = file.text();
    Instant now = clock.instant();
    jdbc.sql(
            """
            update epoch set state = 'SEALED', sealed_at = :now, root = :root,
              data_hash = :dataHash, file = :file
            where number = :epoch
            """)
        .param("now", Timestamp.from(now))
        .param("root", root.bytes())
        .param("dataHash", file.dataHash().bytes())
        .param("file", text)
        .param("epoch", epoch)
        .update();
    open.openNext(epoch + 1, restBytes % ByteCount.MEBIBYTE);
    lines.forEach(line -> carry(epoch, line));
    anchor(file, 1);
    outbox.append(
        Topic.EPOCH_SEALED,
        Long.toString(epoch),
        new EpochSealed(
            epoch,
            1,
            EpochSealed.Kind.SESSIONS,
            root,
            file.rows().size(),
            file.total(),
            file.dataHash()));
    LOG.info(
        "sealed epoch={} rows={} total_mib={} root={}",
        epoch,
        file.rows().size(),
        file.total(),
        root);
    return true;
  }

  /// Sends the anchor of the oldest sealed epoch again if the sender gave it up; whether it did.
  boolean anchorAgain() {
    return Boolean.TRUE.equals(
        transactions.execute(
            status ->
                jdbc.sql(
                        """
                        select file, anchor_tries from epoch where state = 'SEALED'
                        order by number limit 1 for update
                        """)
                    .query(
                        (row, number) ->
                            anchorAgain(SessionFile.parse(row.getString(1)), row.getInt(2)))
                    .optional()
                    .orElse(false)));
  }

  private boolean anchorAgain(SessionFile file, int tries) {
    boolean givenUp =
        sender
            .state(intent(file.epoch(), tries))
            .filter(state -> state.status() == IntentState.Status.FAILED)
            .isPresent();
    if (givenUp) {
      LOG.error("anchor failed epoch={} tries={}; sent again", file.epoch(), tries);
      anchor(file, tries + 1);
    }
    return givenUp;
  }

  private void anchor(SessionFile file, int tries) {
    jdbc.sql("update epoch set anchor_tries = :tries where number = :epoch")
        .param("tries", tries)
        .param("epoch", file.epoch())
        .update();
    sender.send(
        intent(file.epoch(), tries),
        calls.anchor(
            file.epoch(),
            AnchorKind.SESSIONS,
            file.root(),
            file.rows().size(),
            file.total(),
            file.dataHash()));
  }

  private static String intent(long epoch, int tries) {
    return "anchor/sessions/" + epoch + (tries == 1 ? "" : "/" + tries);
  }

  /// What the epoch counted. Each line must count exactly what its signed messages say (invariant
  /// I2); if not, nothing is sealed and the error repeats until somebody looks.
  private List<Line> lines(Held epoch) {
    Map<Owner, Counted> counted = counted(epoch.number());
    Map<Owner, List<OpenedSession>> messages = acks.read(epoch.number());
    if (!counted.keySet().equals(messages.keySet())) {
      throw new IllegalStateException(
          "epoch %d: rows and acks name different owners".formatted(epoch.number()));
    }
    List<Line> lines = new ArrayList<>();
    messages.forEach(
        (owner, sessions) -> {
          Counted count = counted.get(owner);
          Opening opening =
              new Opening(
                  owner.node(),
                  Pseudonym.of(epoch.secret(), owner.account(), owner.node()),
                  salt(),
                  sessions,
                  domain);
          if (count == null || opening.counted().bytes() != count.bytes()) {
            throw new IllegalStateException(
                "epoch %d: a row on node %s counts other bytes than its acks"
                    .formatted(epoch.number(), owner.node()));
          }
          lines.add(new Line(owner, count, opening));
        });
    return lines;
  }

  private static SessionRow row(Line line) {
    return new SessionRow(
        line.owner().node(),
        line.opening().pseudonym(),
        line.counted().countedMib(),
        line.counted().passMib(),
        line.counted().promoMib(),
        line.opening().commitment());
  }

  /// Leaves what filled no mebibyte to the next epoch: counted there, by acks that open there.
  private void carry(long epoch, Line line) {
    Counted carried = line.counted().carried();
    if (carried.bytes() > 0) {
      open.carry(epoch + 1, line.owner(), carried);
      acks.carry(epoch, line.opening().sessions(), carried.bytes(), domain);
    }
  }

  private Map<Owner, Counted> counted(long epoch) {
    Map<Owner, Counted> counted = new HashMap<>();
    jdbc.sql(
            """
            select account, node, counted_bytes, pass_bytes, promo_bytes, carried_bytes
            from epoch_usage
            where epoch = :epoch and counted_bytes > 0
            """)
        .param("epoch", epoch)
        .query(
            row -> {
              Columns columns = new Columns(row);
              counted.put(
                  new Owner(columns.account("account"), columns.node("node")),
                  new Counted(
                      columns.number("counted_bytes"),
                      columns.number("pass_bytes"),
                      columns.number("promo_bytes"),
                      columns.number("carried_bytes")));
            });
    return counted;
  }

  private void store(long epoch, Opening opening) {
    jdbc.sql(
            """
            insert into sealed_row (epoch, node, pseudonym, salt, opening)
            values (:epoch, :node, :pseudonym, :salt, :opening)
            """)
        .param("epoch", epoch)
        .param("node", opening.node().address().bytes())
        .param("pseudonym", opening.pseudonym().bytes())
        .param("salt", opening.salt().bytes())
        .param("opening", opening.text())
        .update();
  }

  private Bytes32 salt() {
    byte[] salt = new byte[Bytes32.LENGTH];
    random.nextBytes(salt);
    return Bytes32.of(salt);
  }

  /// @param restBytes what earlier epochs let go, less than a mebibyte
  private record Held(long number, byte[] secret, long restBytes) {}

  private record Line(Owner owner, Counted counted, Opening opening) {}
}
