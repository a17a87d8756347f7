package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.ledger.session.SessionCredit;
import com.qubetics.dvpn.ledger.session.SessionSettings;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.ledger.usage.StatedUsage.Added;
import com.qubetics.dvpn.ledger.usage.StatedUsage.Room;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.UsageFault;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.agent.UsageReceipt.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/// Stores what agents state. A batch is one transaction; its receipts exist only once it has
/// committed (invariant I1). A statement that was stored before is stored once.
@Service
final class UsageIntake {
  private static final int MOST = 1_000;

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;
  private final StatedUsage stated;
  private final Signals signals;
  private final Domain domain;
  private final SessionSettings settings;
  private final MeterRegistry meters;
  private final Clock clock;

  UsageIntake(
      JdbcClient jdbc,
      TransactionOperations transactions,
      StatedUsage stated,
      Signals signals,
      Domain domain,
      SessionSettings settings,
      MeterRegistry meters,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.stated = stated;
    this.signals = signals;
    this.domain = domain;
    this.settings = settings;
    this.meters = meters;
    for (Outcome outcome : List.of(Outcome.STORED, Outcome.ACKED, Outcome.REJECTED)) {
      items(outcome);
    }
    this.clock = clock;
  }

  /// Receipts in the order of `items`.
  List<UsageReceipt> take(NodeId node, List<UsageItem> items) {
    if (items.size() > MOST) {
      throw new IllegalArgumentException(
          "items: %s (expected: at most %s)".formatted(items.size(), MOST));
    }
    List<Statement> statements = new ArrayList<>();
    for (UsageItem item : items) {
      boolean signed =
          item.usage().message().node().equals(node) && item.usage().isBy(node.address(), domain);
      statements.add(new Statement(item, item.usage().message().digest(domain), signed));
    }
    List<UsageReceipt> receipts =
        Objects.requireNonNull(transactions.execute(status -> store(node, statements)));
    receipts.forEach(receipt -> items(receipt.outcome()).increment());
    return receipts;
  }

  private Counter items(Outcome outcome) {
    return meters.counter("dvpn_ledger_usage_items", "outcome", outcome.name());
  }

  private List<UsageReceipt> store(NodeId node, List<Statement> statements) {
    Instant received = clock.instant();
    Map<SessionId, Newest> before = hold(node, statements, received);
    Map<SessionId, Newest> newest = new HashMap<>(before);
    Map<Statement, UsageFault> rejected = new HashMap<>();
    statements.stream()
        .sorted(Comparator.comparing(statement -> statement.usage().seq()))
        .forEach(
            statement -> {
              SessionId id = statement.usage().sessionId();
              Optional<UsageFault> fault = fault(statement, newest.get(id), received);
              Added added =
                  fault.isPresent()
                      ? new Added.Refused(fault.get())
                      : add(
                          statement,
                          Objects.requireNonNull(newest.get(id)),
                          Objects.requireNonNull(before.get(id)),
                          received);
              switch (added) {
                case Added.Refused refused -> rejected.put(statement, refused.fault());
                case Added.Stored stored ->
                    newest.computeIfPresent(
                        id, (key, current) -> current.with(statement, stored.bytes()));
              }
            });
    newest.forEach((id, current) -> note(id, current, before.get(id)));
    Map<Boot, Acked> acks = acks(newest.keySet());
    return statements.stream()
        .map(statement -> receipt(statement, rejected, acks, before))
        .toList();
  }

  private Added add(Statement statement, Newest now, Newest before, Instant received) {
    return stated.add(
        statement.item().usage(),
        statement.hash(),
        before.time().of(statement.usage().at(), received),
        now.room());
  }

  /// Holds the node's sessions among those stated, in the order of their ids, so that batches and
  /// acks don't wait for each other in circles.
  private Map<SessionId, Newest> hold(NodeId node, List<Statement> statements, Instant received) {
    TreeSet<SessionId> ids = new TreeSet<>();
    statements.forEach(statement -> ids.add(statement.usage().sessionId()));
    Map<SessionId, Newest> held = new HashMap<>();
    if (ids.isEmpty()) {
      return held;
    }
    jdbc.sql(
            """
            select id from session
            where id in (:ids) and node = :node order by id for no key update
            """)
        .paramSource(Values.of("ids", ids).and("node", node))
        .query((row, number) -> number)
        .list();
    // In a statement of its own: one that had to wait for the lock would see the session as it is
    // now beside the usage as it was before.
    jdbc.sql(
            """
            select s.id, s.recorded_at, s.ended_at, s.max_bytes, s.newest_usage, s.paused,
                   s.credit_bytes, s.counted_bytes, s.stated_bytes, s.closed_bytes,
                   u.boot, u.seq, u.at, u.received_at
            from session s left join usage u on u.hash = s.newest_usage
            where s.id in (:ids) and s.node = :node
            """)
        .paramSource(Values.of("ids", ids).and("node", node))
        .query(Row.as(row -> held.put(row.session("id"), newest(row, received))))
        .list();
    return held;
  }

  private Newest newest(Row row, Instant received) throws SQLException {
    Instant recordedAt = row.time("recorded_at");
    Instant endedAt = row.nullable("ended_at", Row::time);
    UsageBound bound = new UsageBound(row.byteCount("max_bytes"), recordedAt, endedAt);
    long possible = bound.most(settings.lineRate(), received) - row.number("stated_bytes");
    return new Newest(
        new UsageTime(recordedAt, endedAt, row.nullable("received_at", Row::time)),
        bound,
        row.nullable("newest_usage", Row::bytes32),
        row.nullable("boot", Row::boot),
        row.optional("seq", Row::number).orElse(0L),
        row.optional("at", Row::number).orElse(0L),
        row.flag("paused"),
        0,
        new Room(possible, credited(row)));
  }

  /// What was unsigned at the session's end, and not stated yet, may still come: no more than an
  /// honest node let it have.
  private static long credited(Row row) throws SQLException {
    Optional<Long> closed = row.optional("closed_bytes", Row::number);
    if (closed.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long counted = row.number("counted_bytes");
    long inFlight = new SessionCredit(row.number("credit_bytes"), counted).inFlight();
    return Math.max(closed.get(), counted) + inFlight - row.number("stated_bytes");
  }

  private Optional<UsageFault> fault(
      Statement statement, @Nullable Newest session, Instant received) {
    if (!statement.signed()) {
      return Optional.of(UsageFault.BAD_SIGNATURE);
    }
    Usage usage = statement.usage();
    if (usage.rx().bytes() > Long.MAX_VALUE - usage.tx().bytes()) {
      return Optional.of(UsageFault.IMPOSSIBLE);
    }
    if (session == null) {
      return Optional.of(UsageFault.SESSION_UNKNOWN);
    }
    Instant ended = session.time().endedAt();
    if (ended != null && ended.plus(settings.lateAck()).isBefore(received)) {
      return Optional.of(UsageFault.SESSION_OVER);
    }
    if (!session
        .bound()
        .allows(usage.rx().bytes() + usage.tx().bytes(), settings.lineRate(), received)) {
      return Optional.of(UsageFault.IMPOSSIBLE);
    }
    return Optional.empty();
  }

  private @Nullable String lateness(UsageFault code, @Nullable Newest session) {
    Instant ended = session == null ? null : session.time().endedAt();
    return code == UsageFault.SESSION_OVER && ended != null
        ? "The session ended at %s; usage is taken for %s s after it."
            .formatted(
                new TimeGap(ended, clock.instant()).against("the ledger's"),
                settings.lateAck().toSeconds())
        : null;
  }

  private void note(SessionId id, Newest current, @Nullable Newest before) {
    if (current.equals(before) || current.hash() == null) {
      return;
    }
    jdbc.sql(
            """
            update session set newest_usage = :hash, paused = :paused,
              stated_bytes = stated_bytes + :more
            where id = :id
            """)
        .paramSource(
            Values.of("hash", current.hash())
                .and("paused", current.paused())
                .and("more", current.more())
                .and("id", id))
        .update();
    signals.ringAfterCommit(Signals.session(id));
  }

  private Map<Boot, Acked> acks(Collection<SessionId> sessions) {
    Map<Boot, Acked> acks = new HashMap<>();
    if (sessions.isEmpty()) {
      return acks;
    }
    jdbc.sql(
            """
            select distinct on (session, boot) session, boot, seq, usage_hash, rx as ack_rx,
              tx as ack_tx, signature as ack_signature
            from acked where session in (:ids) order by session, boot, epoch desc
            """)
        .paramSource(Values.of("ids", sessions))
        .query(
            Row.as(
                row ->
                    acks.put(
                        new Boot(row.session("session"), row.boot("boot")),
                        new Acked(row.number("seq"), row.ack()))))
        .list();
    return acks;
  }

  private UsageReceipt receipt(
      Statement statement,
      Map<Statement, UsageFault> rejected,
      Map<Boot, Acked> acks,
      Map<SessionId, Newest> sessions) {
    UsageFault code = rejected.get(statement);
    if (code != null) {
      Newest session = sessions.get(statement.usage().sessionId());
      return UsageReceipt.rejected(statement.hash(), code, lateness(code, session));
    }
    Acked acked = acks.get(new Boot(statement.usage().sessionId(), statement.usage().boot()));
    boolean covered = acked != null && acked.seq() >= statement.usage().seq();
    return new UsageReceipt(
        statement.hash(),
        covered ? Outcome.ACKED : Outcome.STORED,
        null,
        null,
        acked == null ? null : acked.ack());
  }

  private record Statement(UsageItem item, Bytes32 hash, boolean signed) {
    Usage usage() {
      return item.usage().message();
    }
  }

  private record Boot(SessionId session, BootId boot) {}

  private record Acked(long seq, Signed<Ack> ack) {}

  /// A session's newest usage: the highest seq of its boot; of two boots the later stated one, by
  /// the node's clock.
  ///
  /// @param time as it was before the batch
  /// @param more bytes that the batch states of it
  /// @param room what may still be stated of it
  private record Newest(
      UsageTime time,
      UsageBound bound,
      @Nullable Bytes32 hash,
      @Nullable BootId boot,
      long seq,
      long at,
      boolean paused,
      long more,
      Room room) {

    Newest with(Statement statement, long bytes) {
      Usage usage = statement.usage();
      boolean newer =
          boot == null || (usage.boot().equals(boot) ? usage.seq() >= seq : usage.at() >= at);
      return newer
          ? new Newest(
              time,
              bound,
              statement.hash(),
              usage.boot(),
              usage.seq(),
              usage.at(),
              statement.item().paused(),
              more + bytes,
              room.less(bytes))
          : new Newest(time, bound, hash, boot, seq, at, paused, more + bytes, room.less(bytes));
    }
  }
}
