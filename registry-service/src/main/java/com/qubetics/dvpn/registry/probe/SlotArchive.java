package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Slots that are over: with the seed, everything to repeat the draw and check the answers.
@Component
public class SlotArchive {
  private final JdbcClient jdbc;

  SlotArchive(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
  }

  /// A completed slot.
  ///
  /// @param isVoid the registry itself failed in it: it counts for nobody
  public record PastSlot(long slot, Bytes32 seed, boolean isVoid, List<PastNode> nodes) {}

  /// A node in a slot.
  ///
  /// @param prefix `-`: it had no endpoint, so it was not probed and is down
  /// @param probes whether it could be drawn as a prober
  /// @param eligible on chain when the draw was made
  /// @param downSlots slots since it was first found down in a row, as the draw took them
  /// @param valid number of valid answers
  /// @param up absent: not judged, counts for nobody
  /// @param deposit that weighs in the slot, base units; absent in slots before it was kept
  public record PastNode(
      NodeId node,
      String provider,
      String prefix,
      boolean probes,
      boolean eligible,
      long downSlots,
      int valid,
      @Nullable Boolean up,
      @Nullable TokenAmount deposit,
      List<PastProbe> probers) {}

  /// A prober's challenge to a node and what came of it.
  ///
  /// @param made whether the prober tried and told
  /// @param signature the node's over `ProbeAnswer`; absent without a valid answer
  public record PastProbe(
      String prober,
      Bytes32 challenge,
      boolean made,
      @Nullable String signature,
      @Nullable Long rttMicros) {}

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
            where slot between ? and ? and drawn_at is not null and completed_at is not null
            order by slot\
            """)
        .params(first, last)
        .query(
            (row, n) ->
                new PastSlot(
                    row.getLong("slot"),
                    Bytes32.parse(row.getString("seed")),
                    row.getBoolean("void"),
                    nodes(row.getLong("slot"))))
        .list();
  }

  private List<PastNode> nodes(long slot) {
    List<PastNode> nodes = new ArrayList<>();
    jdbc.sql(
            """
            select node, provider, prefix, probes, eligible, down_slots,
              coalesce(valid, 0) as valid, up, deposit
            from slot_nodes where slot = ? order by node collate "C"\
            """)
        .param(slot)
        .query(
            row -> {
              nodes.add(
                  new PastNode(
                      NodeId.parse(row.getString("node")),
                      row.getString("provider"),
                      row.getString("prefix"),
                      row.getBoolean("probes"),
                      row.getBoolean("eligible"),
                      row.getLong("down_slots"),
                      row.getInt("valid"),
                      row.getObject("up", Boolean.class),
                      amount(row.getBigDecimal("deposit")),
                      probes(slot, row.getString("node"))));
            });
    return nodes;
  }

  private static @Nullable TokenAmount amount(@Nullable BigDecimal number) {
    return number == null ? null : new TokenAmount(number.toBigIntegerExact());
  }

  private List<PastProbe> probes(long slot, String node) {
    return jdbc.sql(
            """
            select prober, challenge, made, signature, rtt_micros from challenges
            where slot = ? and node = ? order by prober collate "C"\
            """)
        .params(slot, node)
        .query(
            (row, n) ->
                new PastProbe(
                    row.getString("prober"),
                    Bytes32.parse(row.getString("challenge")),
                    row.getBoolean("made"),
                    row.getString("signature"),
                    row.getObject("rtt_micros", Long.class)))
        .list();
  }
}
