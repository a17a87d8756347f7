package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.sql.NamedLock;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The sealed epochs and the measurements they are made of.
@Component
class SealedEpochs {
  private final JdbcClient jdbc;

  SealedEpochs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes this transaction the only one that seals; false if there is another.
  boolean lock() {
    return NamedLock.attempt(jdbc, "epoch-sealing");
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
            select exists (select 1 from slots where slot between :first and :last
              and drawn_at is not null and completed_at is null)
            """)
        .paramSource(Values.of("first", first).and("last", last))
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
                where n.slot between :first and :last and not s.void and s.completed_at is not null
                  and node.first_active_at is not null and n.slot >= node.first_slot
                  and n.up is not null
                group by node.address
                """)
        .paramSource(Values.of("first", first).and("last", last))
        .query(
            Row.as(
                row ->
                    new Measured(
                        row.node("node"),
                        row.number("slots"),
                        row.number("up"),
                        row.nullable("least_deposit", Row::amount),
                        row.text("prefix"))))
        .list();
  }

  /// Per node the keys that were replaced since then.
  Map<NodeId, List<NodeId>> formerKeys(Instant since) {
    Map<NodeId, List<NodeId>> former = new HashMap<>();
    jdbc.sql(
            KEYS
                + """
                select k.newest, n.address from nodes n join keys k on k.address = n.address
                where n.retired_at >= :since and k.newest <> n.address
                """)
        .paramSource(Values.of("since", since))
        .query(
            Row.as(
                row ->
                    former
                        .computeIfAbsent(row.node("newest"), newest -> new ArrayList<>())
                        .add(row.node("address"))))
        .list();
    return former;
  }

  void add(PerformanceFile file, Seal seal, Instant at) {
    jdbc.sql(
            """
            insert into sealed_epochs (epoch, file, root, leaves, total, data_hash, sealed_at)
            values (:epoch, :file, :root, :leaves, :total, :dataHash, :at)
            """)
        .paramSource(
            Values.of("epoch", seal.epoch())
                .and("file", file.text())
                .and("root", seal.root())
                .and("leaves", seal.leaves())
                .and("total", seal.total())
                .and("dataHash", seal.dataHash())
                .and("at", at))
        .update();
  }

  Seal seal(long epoch) {
    return jdbc.sql("select root, leaves, total, data_hash from sealed_epochs where epoch = :epoch")
        .param("epoch", epoch)
        .query(
            Row.as(
                row ->
                    new Seal(
                        epoch,
                        1,
                        Seal.Kind.PERFORMANCE,
                        row.bytes32("root"),
                        row.number("leaves"),
                        row.bigNumber("total"),
                        row.bytes32("data_hash"))))
        .single();
  }

  Optional<String> file(long epoch) {
    return jdbc.sql("select file from sealed_epochs where epoch = :epoch")
        .param("epoch", epoch)
        .query(String.class)
        .optional();
  }
}
