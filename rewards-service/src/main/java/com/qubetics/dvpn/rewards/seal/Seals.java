package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigDecimal;
import java.sql.ResultSet;
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
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (epoch, kind) do update set version = excluded.version,
              root = excluded.root, leaves = excluded.leaves, total = excluded.total,
              data_hash = excluded.data_hash
            where epoch_seal.version < excluded.version
            """)
        .params(parameters(seal))
        .update();
  }

  /// Remembers an anchor, and with it the seal.
  void record(Anchor anchor) {
    record(anchor.seal());
    jdbc.sql(
            """
            insert into epoch_anchor
              (epoch, kind, version, root, leaves, total, data_hash, transaction)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """)
        .params(parameters(anchor.seal()))
        .param(anchor.transaction().bytes())
        .update();
  }

  /// The chain took the anchor back: the version before it stands again.
  void removeAnchor(long epoch, EpochSealed.Kind kind, long version) {
    jdbc.sql("delete from epoch_anchor where epoch = ? and kind = ? and version = ?")
        .params(epoch, kind.name(), version)
        .update();
  }

  public Optional<Seal> find(long epoch, EpochSealed.Kind kind) {
    return jdbc.sql("select * from epoch_seal where epoch = ? and kind = ?")
        .params(epoch, kind.name())
        .query((row, index) -> seal(row))
        .optional();
  }

  public Optional<Anchor> findAnchor(long epoch, EpochSealed.Kind kind) {
    return jdbc.sql(
            """
            select * from epoch_anchor where epoch = ? and kind = ?
            order by version desc limit 1
            """)
        .params(epoch, kind.name())
        .query((row, index) -> anchor(row))
        .optional();
  }

  /// The seals of epochs from..to, both included.
  public List<Seal> between(long from, long to) {
    return jdbc.sql("select * from epoch_seal where epoch between ? and ?")
        .params(from, to)
        .query((row, index) -> seal(row))
        .list();
  }

  /// The anchors of epochs from..to, both included.
  public List<Anchor> anchorsBetween(long from, long to) {
    return jdbc.sql(
            """
            select distinct on (epoch, kind) * from epoch_anchor where epoch between ? and ?
            order by epoch, kind, version desc
            """)
        .params(from, to)
        .query((row, index) -> anchor(row))
        .list();
  }

  private static List<Object> parameters(Seal seal) {
    return List.of(
        seal.epoch(),
        seal.kind().name(),
        seal.version(),
        seal.root().bytes(),
        seal.leaves(),
        new BigDecimal(seal.total()),
        seal.dataHash().bytes());
  }

  private static Anchor anchor(ResultSet row) throws SQLException {
    return new Anchor(seal(row), Bytes32.of(row.getBytes("transaction")));
  }

  private static Seal seal(ResultSet row) throws SQLException {
    return new Seal(
        row.getLong("epoch"),
        EpochSealed.Kind.valueOf(row.getString("kind")),
        row.getLong("version"),
        Bytes32.of(row.getBytes("root")),
        row.getLong("leaves"),
        row.getBigDecimal("total").toBigIntegerExact(),
        Bytes32.of(row.getBytes("data_hash")));
  }
}
