package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The sealed epochs and the measurements they are made of.
@Component
class SealedEpochs {
  private static final long LOCK = 0x6476706e7365616cL; // "dvpnseal"

  private final JdbcClient jdbc;

  SealedEpochs(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
  }

  /// Makes this transaction the only one that seals; false if there is another.
  boolean lock() {
    return jdbc.sql("select pg_try_advisory_xact_lock(?)")
        .param(LOCK)
        .query(Boolean.class)
        .single();
  }

  /// The epoch to be sealed next; 0 at first.
  long next() {
    return jdbc.sql("select coalesce(max(epoch) + 1, 0) from sealed_epochs")
        .query(Long.class)
        .single();
  }

  /// Whether a slot of the range was drawn and is not completed.
  boolean hasOpenSlots(long first, long last) {
    return jdbc.sql(
            """
            select exists (select 1 from slots where slot between ? and ?
              and drawn_at is not null and completed_at is null)""")
        .params(first, last)
        .query(Boolean.class)
        .single();
  }

  /// Per node its slots of the range, from the first that counts for it; void slots left out.
  List<Measured> measured(long first, long last) {
    return jdbc.sql(
            """
            select n.node, count(*) as slots, count(*) filter (where n.up) as up
            from slot_nodes n join slots s on s.slot = n.slot join nodes k on k.address = n.node
            where n.slot between ? and ? and not s.void and s.completed_at is not null
              and k.first_active_at is not null and n.slot >= k.first_slot
            group by n.node""")
        .params(first, last)
        .query(
            (row, n) ->
                new Measured(
                    NodeId.parse(row.getString("node")), row.getLong("slots"), row.getLong("up")))
        .list();
  }

  void add(PerformanceFile file, Instant at) {
    jdbc.sql(
            """
            insert into sealed_epochs (epoch, file, root, leaves, total, data_hash, sealed_at)
            values (?, ?, ?, ?, ?, ?, ?)""")
        .params(
            file.epoch(),
            file.text(),
            file.root().toString(),
            file.rows().size(),
            new BigDecimal(file.total()),
            file.dataHash().toString(),
            Timestamp.from(at))
        .update();
  }

  Optional<String> file(long epoch) {
    return jdbc.sql("select file from sealed_epochs where epoch = ?")
        .param(epoch)
        .query(String.class)
        .optional();
  }
}
