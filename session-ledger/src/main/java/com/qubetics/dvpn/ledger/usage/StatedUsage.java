package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All usage that nodes have stated, each (session, boot, seq) once, growing with seq.
@Component
public final class StatedUsage {
  private static final Logger LOG = LoggerFactory.getLogger(StatedUsage.class);

  private final JdbcClient jdbc;
  private final Clock clock;

  public StatedUsage(JdbcClient jdbc, Clock clock) {
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
        .param("hash", hash.bytes())
        .param("session", session.digest().bytes())
        .query(
            (row, number) -> {
              Columns columns = new Columns(row);
              return new Stated(
                  new Usage(
                      session,
                      node,
                      columns.boot("boot"),
                      columns.number("seq"),
                      new ByteCount(columns.number("rx")),
                      new ByteCount(columns.number("tx")),
                      columns.number("at")),
                  columns.time("moved_at"));
            })
        .optional();
  }

  /// Stores a statement unless it is there, in the caller's transaction, which holds its session;
  /// the code if it can't stand beside what is there.
  ///
  /// @param movedAt when its bytes moved, for all that its session says; kept between those of the
  ///   statements next to it, so that with seq it only grows
  Optional<String> add(Signed<Usage> signed, Bytes32 hash, Instant movedAt) {
    Usage usage = signed.message();
    Optional<Numbers> same = numbers(usage, "seq = :seq");
    if (same.isPresent()) {
      return again(signed, hash, same.get());
    }
    Optional<Numbers> lower = numbers(usage, "seq < :seq order by seq desc limit 1");
    Optional<Numbers> higher = numbers(usage, "seq > :seq order by seq limit 1");
    if (lower.filter(found -> found.isAbove(usage)).isPresent()
        || higher.filter(found -> found.isBelow(usage)).isPresent()) {
      return Optional.of("FALLING");
    }
    Instant latest = higher.map(Numbers::movedAt).orElse(Instant.MAX);
    Instant earliest = lower.map(Numbers::movedAt).orElse(Instant.MIN);
    insert(
            signed,
            """
            insert into usage
              (session, boot, seq, hash, rx, tx, at, signature, received_at, moved_at)
            values (:session, :boot, :seq, :hash, :rx, :tx, :at, :signature, :now, :movedAt)
            """)
        .param("hash", hash.bytes())
        .param(
            "movedAt",
            Timestamp.from(UsageTime.earlier(latest, UsageTime.later(earliest, movedAt))))
        .update();
    return Optional.empty();
  }

  /// A second statement of one (boot, seq): other numbers are evidence against the node and kept.
  private Optional<String> again(Signed<Usage> signed, Bytes32 hash, Numbers stored) {
    Usage usage = signed.message();
    if (stored.hash().equals(hash)) {
      return Optional.empty();
    }
    if (stored.rx() == usage.rx().bytes() && stored.tx() == usage.tx().bytes()) {
      return Optional.of("RESTATED");
    }
    insert(
            signed,
            """
            insert into contradiction (session, boot, seq, rx, tx, at, signature, received_at)
            values (:session, :boot, :seq, :rx, :tx, :at, :signature, :now)
            on conflict do nothing
            """)
        .update();
    LOG.warn(
        "contradiction node={} session={} seq={}", usage.node(), usage.sessionId(), usage.seq());
    return Optional.of("CONTRADICTION");
  }

  private JdbcClient.StatementSpec insert(Signed<Usage> signed, String sql) {
    Usage usage = signed.message();
    return jdbc.sql(sql)
        .param("session", usage.sessionId().digest().bytes())
        .param("boot", usage.boot().bytes())
        .param("seq", usage.seq())
        .param("rx", usage.rx().bytes())
        .param("tx", usage.tx().bytes())
        .param("at", usage.at())
        .param("signature", signed.signature().bytes())
        .param("now", Timestamp.from(clock.instant()));
  }

  private Optional<Numbers> numbers(Usage usage, String which) {
    return jdbc.sql(
            "select hash, rx, tx, moved_at from usage where session = :session and boot = :boot and"
                + " "
                + which)
        .param("session", usage.sessionId().digest().bytes())
        .param("boot", usage.boot().bytes())
        .param("seq", usage.seq())
        .query(
            (row, number) -> {
              Columns columns = new Columns(row);
              return new Numbers(
                  columns.bytes32("hash"),
                  columns.number("rx"),
                  columns.number("tx"),
                  columns.time("moved_at"));
            })
        .optional();
  }

  private record Numbers(Bytes32 hash, long rx, long tx, Instant movedAt) {
    boolean isAbove(Usage usage) {
      return rx > usage.rx().bytes() || tx > usage.tx().bytes();
    }

    boolean isBelow(Usage usage) {
      return rx < usage.rx().bytes() || tx < usage.tx().bytes();
    }
  }
}
