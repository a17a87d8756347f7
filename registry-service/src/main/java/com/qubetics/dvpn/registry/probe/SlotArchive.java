package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.network.PastSlot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Slots that are over: with the seed, everything to repeat the draw and check the answers.
@Component
public class SlotArchive {
  private final JdbcClient jdbc;

  SlotArchive(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A slot by its number; empty until it is completed, and if it was never drawn.
  @Transactional(readOnly = true)
  public Optional<PastSlot> find(long slot) {
    return between(slot, slot).stream().findFirst();
  }

  /// The completed slots of a range, in order.
  @Transactional(readOnly = true)
  public List<PastSlot> between(long first, long last) {
    return jdbc.sql(
            """
            select slot, seed, void from slots
            where slot between :first and :last
              and drawn_at is not null and completed_at is not null
            order by slot
            """)
        .paramSource(Values.of("first", first).and("last", last))
        .query(
            Row.as(
                row ->
                    new PastSlot(
                        row.number("slot"),
                        row.bytes32("seed"),
                        row.flag("void"),
                        nodes(row.number("slot")))))
        .list();
  }

  /// In the order of their keys' text, which the published file has.
  private List<PastSlot.Node> nodes(long slot) {
    return jdbc
        .sql(
            """
            select node, provider, prefix, probes, eligible, down_slots,
              coalesce(valid, 0) as valid, up, deposit
            from slot_nodes where slot = :slot
            """)
        .param("slot", slot)
        .query(
            Row.as(
                row ->
                    new PastSlot.Node(
                        row.node("node"),
                        row.account("provider"),
                        row.text("prefix"),
                        row.flag("probes"),
                        row.flag("eligible"),
                        row.number("down_slots"),
                        row.smallNumber("valid"),
                        row.nullable("up", Row::flag),
                        row.nullable("deposit", Row::amount),
                        probes(slot, row.node("node")))))
        .list()
        .stream()
        .sorted(Comparator.comparing(node -> node.node().toString()))
        .toList();
  }

  private List<PastSlot.Probe> probes(long slot, NodeId node) {
    return jdbc.sql(
            """
            select prober, challenge, made, signature, rtt_micros from challenges
            where slot = :slot and node = :node order by prober collate "C"
            """)
        .paramSource(Values.of("slot", slot).and("node", node))
        .query(
            Row.as(
                row ->
                    new PastSlot.Probe(
                        row.text("prober"),
                        row.bytes32("challenge"),
                        row.flag("made"),
                        row.nullable("signature", Row::signature),
                        row.nullable("rtt_micros", Row::number))))
        .list();
  }
}
