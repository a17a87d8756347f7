package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.UsageFault;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All usage that nodes have stated, each (session, boot, seq) once, growing with seq.
@Component
final class StatedUsage {
  private static final Logger log = LoggerFactory.getLogger(StatedUsage.class);

  private final JdbcClient jdbc;
  private final Clock clock;

  StatedUsage(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// @param movedAt when its bytes moved ([UsageTime])
  record Stated(Usage usage, Instant movedAt) {}

  /// The usage of a session with this digest.
  Optional<Stated> find(SessionId session, NodeId node, Bytes32 hash) {
    return jdbc.sql(
            """
            select boot, seq, rx, tx, at, moved_at from usage
            where hash = :hash and session = :session
            """)
        .paramSource(Values.of("hash", hash).and("session", session))
        .query(
            Row.as(
                row ->
                    new Stated(
                        new Usage(
                            session,
                            node,
                            row.boot("boot"),
                            row.number("seq"),
                            new ByteCount(row.number("rx")),
                            new ByteCount(row.number("tx")),
                            row.number("at")),
                        row.time("moved_at"))))
        .optional();
  }

  /// Bytes that a session's statements, over all boots, may say more.
  ///
  /// @param possible by grant and line
  /// @param credited by what was unsigned at the session's end, if it is over
  record Room(long possible, long credited) {
    Optional<UsageFault> fault(long more) {
      if (more > possible) {
        return Optional.of(UsageFault.IMPOSSIBLE);
      }
      return more > credited ? Optional.of(UsageFault.BEYOND_CREDIT) : Optional.empty();
    }

    /// What is left after it.
    Room less(long bytes) {
      return new Room(possible - bytes, credited - bytes);
    }
  }

  /// What becomes of a statement.
  sealed interface Added {
    /// @param bytes that the session's statements, over all boots, say more by it
    record Stored(long bytes) implements Added {}

    record Refused(UsageFault fault) implements Added {}
  }

  /// Stores a statement unless it is there, in the caller's transaction, which holds its session;
  /// the fault if it can't stand beside what is there.
  ///
  /// @param movedAt when its bytes moved, for all that its session says; kept between those of the
  ///   statements next to it, so that with seq it only grows
  Added add(Signed<Usage> signed, Bytes32 hash, Instant movedAt, Room room) {
    Usage usage = signed.message();
    Optional<Numbers> same = numbers(usage, "seq = :seq");
    if (same.isPresent()) {
      return again(signed, hash, same.get());
    }
    Optional<Numbers> lower = numbers(usage, "seq < :seq order by seq desc limit 1");
    Optional<Numbers> higher = numbers(usage, "seq > :seq order by seq limit 1");
    if (lower.filter(found -> found.isAbove(usage)).isPresent()
        || higher.filter(found -> found.isBelow(usage)).isPresent()) {
      return new Added.Refused(UsageFault.FALLING);
    }
    long more =
        higher.isPresent()
            ? 0
            : usage.rx().bytes() + usage.tx().bytes() - lower.map(Numbers::total).orElse(0L);
    Optional<UsageFault> beyond = room.fault(more);
    if (beyond.isPresent()) {
      return new Added.Refused(beyond.get());
    }
    Instant latest = higher.map(Numbers::movedAt).orElse(Instant.MAX);
    Instant earliest = lower.map(Numbers::movedAt).orElse(Instant.MIN);
    jdbc.sql(
            """
            insert into usage
              (session, boot, seq, hash, rx, tx, at, signature, received_at, moved_at)
            values (:session, :boot, :seq, :hash, :rx, :tx, :at, :signature, :now, :movedAt)
            """)
        .paramSource(
            values(signed)
                .and("hash", hash)
                .and("movedAt", UsageTime.earlier(latest, UsageTime.later(earliest, movedAt))))
        .update();
    return new Added.Stored(more);
  }

  /// A second statement of one (boot, seq): other numbers are evidence against the node and kept.
  private Added again(Signed<Usage> signed, Bytes32 hash, Numbers stored) {
    Usage usage = signed.message();
    if (stored.hash().equals(hash)) {
      return new Added.Stored(0);
    }
    if (stored.rx() == usage.rx().bytes() && stored.tx() == usage.tx().bytes()) {
      return new Added.Refused(UsageFault.RESTATED);
    }
    jdbc.sql(
            """
            insert into contradiction (session, boot, seq, rx, tx, at, signature, received_at)
            values (:session, :boot, :seq, :rx, :tx, :at, :signature, :now)
            on conflict do nothing
            """)
        .paramSource(values(signed))
        .update();
    log.warn(
        "contradiction node={} session={} seq={}", usage.node(), usage.sessionId(), usage.seq());
    return new Added.Refused(UsageFault.CONTRADICTION);
  }

  private Values values(Signed<Usage> signed) {
    Usage usage = signed.message();
    return Values.of("session", usage.sessionId())
        .and("boot", usage.boot())
        .and("seq", usage.seq())
        .and("rx", usage.rx())
        .and("tx", usage.tx())
        .and("at", usage.at())
        .and("signature", signed.signature())
        .and("now", clock.instant());
  }

  private Optional<Numbers> numbers(Usage usage, String which) {
    return jdbc.sql(
            "select hash, rx, tx, moved_at from usage where session = :session and boot = :boot and"
                + " "
                + which)
        .paramSource(
            Values.of("session", usage.sessionId())
                .and("boot", usage.boot())
                .and("seq", usage.seq()))
        .query(
            Row.as(
                row ->
                    new Numbers(
                        row.bytes32("hash"),
                        row.number("rx"),
                        row.number("tx"),
                        row.time("moved_at"))))
        .optional();
  }

  private record Numbers(Bytes32 hash, long rx, long tx, Instant movedAt) {
    long total() {
      return rx + tx;
    }

    boolean isAbove(Usage usage) {
      return rx > usage.rx().bytes() || tx > usage.tx().bytes();
    }

    boolean isBelow(Usage usage) {
      return rx < usage.rx().bytes() || tx < usage.tx().bytes();
    }
  }
}
