package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
              and drawn_at is not null and completed_at is null)\
            """)
        .params(first, last)
        .query(Boolean.class)
        .single();
  }

  /// Each node key with the newest one of its node: a node is one deposit, whatever keys it goes
  /// by.
  private static final String KEYS =
      """
      with recursive keys (address, newest) as (
        select address, address from nodes where successor is null
        union all
        select n.address, k.newest from nodes n join keys k on n.successor = k.address)
      """;

  /// Per node its slots of the range, from the first that counts for it; slots that are void, or
  /// that did not judge it, left out.
  List<Measured> measured(long first, long last) {
    return jdbc.sql(
            KEYS
                + """
                select node.address as node, count(distinct n.slot) as slots,
                  count(distinct n.slot) filter (where n.up) as up, min(n.deposit) as least_deposit,
                  coalesce((array_agg(n.prefix order by n.slot desc)
                    filter (where n.prefix <> '-'))[1], '-') as prefix
                from slot_nodes n join slots s on s.slot = n.slot
                  join keys k on k.address = n.node join nodes node on node.address = k.newest
                where n.slot between ? and ? and not s.void and s.completed_at is not null
                  and node.first_active_at is not null and n.slot >= node.first_slot
                  and n.up is not null
                group by node.address\
                """)
        .params(first, last)
        .query(
            (row, n) ->
                new Measured(
                    NodeId.parse(row.getString("node")),
                    row.getLong("slots"),
                    row.getLong("up"),
                    amount(row.getBigDecimal("least_deposit")),
                    row.getString("prefix")))
        .list();
  }

  /// Per node the keys that were replaced since then.
  Map<NodeId, List<NodeId>> formerKeys(Instant since) {
    Map<NodeId, List<NodeId>> former = new HashMap<>();
    jdbc.sql(
            KEYS
                + """
                select k.newest, n.address from nodes n join keys k on k.address = n.address
                where n.retired_at >= ? and k.newest <> n.address\
                """)
        .param(Timestamp.from(since))
        .query(
            row -> {
              former
                  .computeIfAbsent(
                      NodeId.parse(row.getString("newest")), newest -> new ArrayList<>())
                  .add(NodeId.parse(row.getString("address")));
            });
    return former;
  }

  private static @Nullable TokenAmount amount(@Nullable BigDecimal number) {
    return number == null ? null : new TokenAmount(number.toBigIntegerExact());
  }

  void add(PerformanceFile file, Instant at) {
    jdbc.sql(
            """
            insert into sealed_epochs (epoch, file, root, leaves, total, data_hash, sealed_at)
            values (?, ?, ?, ?, ?, ?, ?)\
            """)
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
