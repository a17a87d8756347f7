package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.allowance.Allowances;
import com.qubetics.dvpn.ledger.allowance.Spending;
import com.qubetics.dvpn.ledger.epoch.OpenEpoch;
import com.qubetics.dvpn.ledger.peers.NodeRevisions;
import com.qubetics.dvpn.ledger.session.Session;
import com.qubetics.dvpn.ledger.session.SessionSettings;
import com.qubetics.dvpn.ledger.session.Sessions;
import com.qubetics.dvpn.ledger.usage.StatedUsage.Stated;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Takes clients' acks and folds them into counted bytes.
///
/// How it works, and why: bytes are paid in the epoch in which they moved ([UsageTime]), whenever
/// their ack comes; if that one is sealed, in the oldest that is not. Per session, boot and epoch
/// the ack with the highest seq is kept ([AckStep]). What an ack adds to the boot is spent from the
/// account's allowance and added to its epoch, all in one transaction that holds the session. So
/// the sum over all epochs is always the fold of the session's acks
/// ([com.qubetics.dvpn.epoch.UsageFold]), whatever is repeated, reordered or replayed (invariant
/// I2). Acks of a boot must not fall: one whose numbers don't fit beside the others is refused.
/// Example: seq 5 acked 900 bytes, then again seq 5 (nothing), then late seq 3 of the same epoch
/// with 700 (nothing), then seq 6 with 1000: 100 bytes are added.
///
/// Lock order: session, open epochs, ack, account, epoch rows, node.
@Service
class Acks {
  private final JdbcClient jdbc;
  private final Sessions sessions;
  private final StatedUsage stated;
  private final OpenEpoch epochs;
  private final EpochSchedule schedule;
  private final Allowances allowances;
  private final NodeRevisions revisions;
  private final Domain domain;
  private final SessionSettings settings;
  private final Clock clock;
  private final Counter countedBytes;

  Acks(
      JdbcClient jdbc,
      Sessions sessions,
      StatedUsage stated,
      OpenEpoch epochs,
      EpochSchedule schedule,
      Allowances allowances,
      NodeRevisions revisions,
      Domain domain,
      SessionSettings settings,
      MeterRegistry meters,
      Clock clock) {
    this.jdbc = jdbc;
    this.sessions = sessions;
    this.stated = stated;
    this.epochs = epochs;
    this.schedule = schedule;
    this.allowances = allowances;
    this.revisions = revisions;
    this.domain = domain;
    this.settings = settings;
    this.clock = clock;
    this.countedBytes = meters.counter("dvpn_ledger_counted_bytes");
  }

  /// The counted bytes of the session, with this ack committed.
  ///
  /// @throws Refusal if the ack can't count
  @Transactional
  ByteCount take(Account account, SessionId id, Signed<Ack> signed) {
    Session session =
        sessions
            .hold(id)
            .filter(held -> account.equals(held.account()))
            .orElseThrow(
                () -> new Refusal(ProblemCode.SESSION_UNKNOWN, "You have no such session."));
    Stated answered = check(session, signed);
    Usage usage = answered.usage();
    long epoch = epochs.hold(schedule.epochAt(answered.movedAt()));
    return switch (change(usage, epoch, signed.message())) {
      case AckStep.Change.Nothing() -> session.countedBytes();
      case AckStep.Change.Falls() ->
          throw new Refusal(
              ProblemCode.ACK_FALLS, "Acks of a boot must not fall with growing seq.");
      case AckStep.Change.Counts(long before, long added) -> {
        requirePossible(session, added);
        keep(usage, epoch, before, signed);
        boolean spentUp = added > 0 && count(account, session, epoch, added);
        if (!(spentUp && session.isAlive() && sessions.end(id, PeerCode.ALLOWANCE_SPENT.name()))) {
          revisions.raise(session.node(), id);
        }
        yield new ByteCount(session.countedBytes().bytes() + added);
      }
      case AckStep.Change.Moves(long before, long from, long moved) -> {
        keep(usage, epoch, before, signed);
        startAfter(usage, from, signed.message().total());
        epochs.move(from, epoch, account, session.node(), moved);
        yield session.countedBytes();
      }
    };
  }

  /// The usage that the ack answers.
  private Stated check(Session session, Signed<Ack> signed) {
    Instant ended = session.endedAt();
    Instant now = clock.instant();
    if (ended != null && ended.plus(settings.lateAck()).isBefore(now)) {
      throw new Refusal(
          ProblemCode.TOO_LATE,
          "The session ended too long ago: at %s; acks are taken for %s s after it."
              .formatted(
                  new TimeGap(ended, now).against("the ledger's"), settings.lateAck().toSeconds()));
    }
    Stated answered =
        stated
            .find(session.id(), session.node(), signed.message().usageHash())
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemCode.USAGE_UNKNOWN, "The ack names no usage of this session."));
    if (!signed.message().answers(answered.usage(), domain)) {
      throw new Refusal(ProblemCode.ACK_ABOVE_USAGE, "The ack claims more than its usage.");
    }
    if (!signed.isBy(session.sessionKey().address(), domain)) {
      throw new Refusal(ProblemCode.BAD_SIGNATURE, "The ack is not signed by the session key.");
    }
    return answered;
  }

  /// Boots add up; no number of them is more than one line and one grant carry.
  private void requirePossible(Session session, long added) {
    UsageBound bound = new UsageBound(session.maxBytes(), session.recordedAt(), session.endedAt());
    long counted = session.countedBytes().bytes();
    if (added > Long.MAX_VALUE - counted
        || !bound.allows(counted + added, settings.lineRate(), clock.instant())) {
      throw new Refusal(
          ProblemCode.ACK_IMPOSSIBLE,
          "With this ack the session would have moved more than its grant or a line carries.");
    }
  }

  private AckStep.Change change(Usage usage, long epoch, Ack ack) {
    return AckStep.of(
        usage.seq(),
        epoch,
        ack,
        step(usage, "seq <= :seq order by epoch desc limit 1"),
        step(usage, "seq > :seq order by epoch limit 1"));
  }

  /// Adds bytes to account, epoch and session; whether they used up the account's allowance.
  private boolean count(Account account, Session session, long epoch, long added) {
    Spending spending = allowances.spend(account, added);
    epochs.add(epoch, account, session.node(), added, spending);
    jdbc.sql("update session set counted_bytes = counted_bytes + :added where id = :id")
        .paramSource(Values.of("added", added).and("id", session.id()))
        .update();
    countedBytes.increment(added);
    return spending.leftBytes() == 0;
  }

  private void keep(Usage usage, long epoch, long before, Signed<Ack> signed) {
    jdbc.sql(
            """
            insert into acked
              (session, boot, epoch, seq, usage_hash, rx, tx, signature, acked_at, before_bytes)
            values (:session, :boot, :epoch, :seq, :hash, :rx, :tx, :signature, :now, :before)
            on conflict (session, boot, epoch) do update set
              seq = excluded.seq, usage_hash = excluded.usage_hash, rx = excluded.rx,
              tx = excluded.tx, signature = excluded.signature, acked_at = excluded.acked_at
            """)
        .paramSource(
            Values.of("session", usage.sessionId())
                .and("boot", usage.boot())
                .and("epoch", epoch)
                .and("seq", usage.seq())
                .and("hash", signed.message().usageHash())
                .and("rx", signed.message().rx())
                .and("tx", signed.message().tx())
                .and("signature", signed.signature())
                .and("now", clock.instant())
                .and("before", before))
        .update();
  }

  /// The boot's step of this epoch counts what is beyond `before` only.
  private void startAfter(Usage usage, long epoch, ByteCount before) {
    jdbc.sql(
            """
            update acked set before_bytes = :before
            where session = :session and boot = :boot and epoch = :epoch
            """)
        .paramSource(
            Values.of("before", before)
                .and("session", usage.sessionId())
                .and("boot", usage.boot())
                .and("epoch", epoch))
        .update();
  }

  private Optional<AckStep> step(Usage usage, String which) {
    return jdbc.sql(
            "select seq, epoch, rx, tx, before_bytes from acked"
                + " where session = :session and boot = :boot and "
                + which)
        .paramSource(
            Values.of("session", usage.sessionId())
                .and("boot", usage.boot())
                .and("seq", usage.seq()))
        .query(
            Row.as(
                row ->
                    new AckStep(
                        row.number("seq"),
                        row.number("epoch"),
                        row.number("rx"),
                        row.number("tx"),
                        row.number("before_bytes"))))
        .optional();
  }
}
