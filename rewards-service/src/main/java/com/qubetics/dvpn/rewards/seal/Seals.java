package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All seals and anchors. A seal is known from its Kafka record or from its anchor, whichever comes
/// first, so a lost record holds nothing up; a newer version replaces an older one, never the other
/// way round.
@Component
public final class Seals {
  private final JdbcClient jdbc;

  Seals(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Remembers a seal unless a version as new is known.
  void record(Seal seal) {
    jdbc.sql(
            """
            insert into epoch_seal (epoch, kind, version, root, leaves, total, data_hash)
            values (:epoch, :kind, :version, :root, :leaves, :total, :dataHash)
            on conflict (epoch, kind) do update set version = excluded.version,
              root = excluded.root, leaves = excluded.leaves, total = excluded.total,
              data_hash = excluded.data_hash
            where epoch_seal.version < excluded.version
            """)
        .paramSource(values(seal))
        .update();
  }

  /// Remembers an anchor, and with it the seal.
  void record(AnchoredSeal anchor) {
    record(anchor.seal());
    jdbc.sql(
            """
            insert into epoch_anchor
              (epoch, kind, version, root, leaves, total, data_hash, transaction)
            values (:epoch, :kind, :version, :root, :leaves, :total, :dataHash, :transaction)
            on conflict do nothing
            """)
        .paramSource(values(anchor.seal()).and("transaction", anchor.transaction()))
        .update();
  }

  /// The chain took the anchor back: the version before it stands again.
  void removeAnchor(long epoch, Seal.Kind kind, long version) {
    jdbc.sql(
            """
            delete from epoch_anchor
            where epoch = :epoch and kind = :kind and version = :version
            """)
        .paramSource(Values.of("epoch", epoch).and("kind", kind).and("version", version))
        .update();
  }

  public Optional<Seal> find(long epoch, Seal.Kind kind) {
    return jdbc.sql("select * from epoch_seal where epoch = :epoch and kind = :kind")
        .paramSource(Values.of("epoch", epoch).and("kind", kind))
        .query(Row.as(Seals::seal))
        .optional();
  }

  public Optional<AnchoredSeal> findAnchor(long epoch, Seal.Kind kind) {
    return jdbc.sql(
            """
            select * from epoch_anchor where epoch = :epoch and kind = :kind
            order by version desc limit 1
            """)
        .paramSource(Values.of("epoch", epoch).and("kind", kind))
        .query(Row.as(Seals::anchor))
        .optional();
  }

  /// The seals of epochs from..to, both included.
  public List<Seal> between(long from, long to) {
    return jdbc.sql("select * from epoch_seal where epoch between :from and :to")
        .paramSource(Values.of("from", from).and("to", to))
        .query(Row.as(Seals::seal))
        .list();
  }

  /// The anchors of epochs from..to, both included.
  public List<AnchoredSeal> anchorsBetween(long from, long to) {
    return jdbc.sql(
            """
            select distinct on (epoch, kind) * from epoch_anchor where epoch between :from and :to
            order by epoch, kind, version desc
            """)
        .paramSource(Values.of("from", from).and("to", to))
        .query(Row.as(Seals::anchor))
        .list();
  }

  private static Values values(Seal seal) {
    return Values.of("epoch", seal.epoch())
        .and("kind", seal.kind())
        .and("version", seal.version())
        .and("root", seal.root())
        .and("leaves", seal.leaves())
        .and("total", seal.total())
        .and("dataHash", seal.dataHash());
  }

  private static AnchoredSeal anchor(Row row) throws SQLException {
    return new AnchoredSeal(seal(row), row.bytes32("transaction"));
  }

  private static Seal seal(Row row) throws SQLException {
    return new Seal(
        row.number("epoch"),
        row.number("version"),
        row.constant("kind", Seal.Kind.class),
        row.bytes32("root"),
        row.number("leaves"),
        row.bigNumber("total"),
        row.bytes32("data_hash"));
  }
}
