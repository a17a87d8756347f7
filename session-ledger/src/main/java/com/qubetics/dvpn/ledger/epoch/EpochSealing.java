package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.epoch.OpenedSession;
import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.ledger.epoch.EpochAcks.Owner;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Seals an epoch that is over: one transaction takes its open row, writes the file, its root and
/// what each row's commitment binds, stores the anchoring intent and the event, opens the next
/// epoch unless an ack has, and carries there what filled no mebibyte. After a stop the epochs that
/// were missed are sealed one after the other; empty ones too, since the chain takes them in turn.
@Service
class EpochSealing {
  private static final int MOST_UNANCHORED = 32;
  private static final Logger log = LoggerFactory.getLogger(EpochSealing.class);

  private final JdbcClient jdbc;
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
  @Transactional
  boolean sealNext() {
    long oldest = open.oldest();
    return isDue(oldest) && !isTooFarAhead() && seal(oldest);
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
                select secret, rest_bytes, rest_paid from epoch where number = :epoch and state = 'OPEN'
                for update
                """)
            .param("epoch", epoch)
            .query(
                Row.as(
                    row ->
                        new Held(
                            epoch,
                            row.bytes("secret"),
                            new Rest(row.number("rest_bytes"), row.amount("rest_paid")))))
            .optional();
    if (held.isEmpty()) {
      return false;
    }
    List<Line> lines = lines(held.get());
    Rest rest =
        lines.stream().map(line -> line.counted().letGo()).reduce(held.get().rest(), Rest::plus);
    List<Line> published = lines.stream().filter(line -> line.counted().isRow()).toList();
    SessionFile file =
        new SessionFile(
            epoch, rest.mebibytes(), published.stream().map(EpochSealing::row).toList());
    published.forEach(line -> store(epoch, line));
    Seal seal = file.seal();
    jdbc.sql(
            """
            update epoch set state = 'SEALED', sealed_at = :now, root = :root,
              data_hash = :dataHash, file = :file, let_go_paid = :letGoPaid
            where number = :epoch
            """)
        .paramSource(
            Values.of("now", clock.instant())
                .and("root", seal.root())
                .and("dataHash", seal.dataHash())
                .and("file", file.text())
                .and("letGoPaid", rest.publishedPaid())
                .and("epoch", epoch))
        .update();
    open.openNext(epoch + 1, rest.unpublished());
    lines.forEach(line -> carry(epoch, line));
    anchor(seal);
    outbox.append(Topic.EPOCH_SEALED, Long.toString(epoch), seal);
    log.info(
        "sealed epoch={} rows={} total_mib={} root={}",
        epoch,
        seal.leaves(),
        seal.total(),
        seal.root());
    return true;
  }

  /// Sends the anchor of the oldest sealed epoch again if it FAILED.
  void anchorAgain() {
    jdbc.sql("select file from epoch where state = 'SEALED' order by number limit 1")
        .query(String.class)
        .optional()
        .map(SessionFile::parse)
        .ifPresent(file -> anchor(file.seal()));
  }

  private void anchor(Seal seal) {
    sender.ensure("anchor/" + seal.name(), calls.anchor(seal), Duration.ZERO);
  }

  /// What the epoch counted. Each line must count exactly what its signed messages say (invariant
  /// I2); if not, nothing is sealed and the error repeats until somebody looks.
  private List<Line> lines(Held epoch) {
    Map<Owner, Counted> counted = counted(epoch.number());
    Map<Owner, List<OpenedSession>> messages = acks.read(epoch.number());
    if (!counted.keySet().equals(messages.keySet())) {
      throw new IllegalStateException(
          "epoch %s: rows and acks name different owners".formatted(epoch.number()));
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
                "epoch %s: a row on node %s counts other bytes than its acks"
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
            select account, node, counted_bytes, pass_bytes, paid, promo_bytes, carried_bytes
            from epoch_usage
            where epoch = :epoch and counted_bytes > 0
            """)
        .param("epoch", epoch)
        .query(
            Row.as(
                row ->
                    counted.put(
                        new Owner(row.account("account"), row.node("node")),
                        new Counted(
                            row.number("counted_bytes"),
                            row.number("pass_bytes"),
                            row.amount("paid"),
                            row.number("promo_bytes"),
                            row.number("carried_bytes")))))
        .list();
    return counted;
  }

  private void store(long epoch, Line line) {
    Opening opening = line.opening();
    jdbc.sql(
            """
            insert into sealed_row (epoch, node, pseudonym, salt, opening, paid)
            values (:epoch, :node, :pseudonym, :salt, :opening, :paid)
            """)
        .paramSource(
            Values.of("epoch", epoch)
                .and("node", opening.node())
                .and("pseudonym", opening.pseudonym())
                .and("salt", opening.salt())
                .and("opening", opening.text())
                .and("paid", line.counted().passPaid()))
        .update();
  }

  private Bytes32 salt() {
    byte[] salt = new byte[Bytes32.LENGTH];
    random.nextBytes(salt);
    return Bytes32.of(salt);
  }

  /// @param rest what earlier epochs let go, less than a mebibyte
  private record Held(long number, byte[] secret, Rest rest) {}

  private record Line(Owner owner, Counted counted, Opening opening) {}
}
