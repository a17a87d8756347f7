package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeMac;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.node.NodeChanges;
import com.qubetics.dvpn.registry.node.NodeSnapshot;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.Assignment;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The life of a slot: its seed is stored before it begins, its probers are drawn when it begins,
/// and it is completed a grace after its end. Each step happens once, whichever replica comes
/// first; a slot whose seed or draw was missed probes nobody and counts for nobody.
///
/// What a slot counts for a node: up or down as [SlotVerdict] says; down without a probe while it
/// is ineligible, or stays down and is not due; nothing where too few probers told, or had room.
@Component
public class Slots {
  private static final int SEEDS_AHEAD = 3;

  /// Slots over which a node's recent figures are taken.
  private static final int RECENT = 60;

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batches;
  private final NodeChanges changes;
  private final EpochSchedule schedule;
  private final ProbeSettings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final ProbeKeys keys;
  private final MeterRegistry metrics;

  Slots(
      NamedParameterJdbcTemplate batches,
      NodeChanges changes,
      EpochSchedule schedule,
      ProbeSettings settings,
      Clock clock,
      SecureRandom random,
      ProbeKeys keys,
      MeterRegistry metrics) {
    this.jdbc = JdbcClient.create(batches);
    this.batches = batches;
    this.changes = changes;
    this.schedule = schedule;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.keys = keys;
    this.metrics = metrics;
    completed(true);
    completed(false);
  }

  /// The slot of this moment.
  public long current() {
    return schedule.slotAt(clock.instant());
  }

  /// Stores the seeds of the next slots; those that have one keep it.
  @Transactional
  void prepare() {
    Instant now = clock.instant();
    long next = Math.max(0, schedule.slotAt(now) + 1);
    for (long slot = next; slot < next + SEEDS_AHEAD; slot++) {
      jdbc.sql(
              """
              insert into slots (slot, seed, stored_at) values (:slot, :seed, :now)
              on conflict do nothing
              """)
          .paramSource(Values.of("slot", slot).and("seed", randomBytes()).and("now", now))
          .update();
    }
  }

  /// Draws the present slot if nobody has, and says what the operator's probers have to do.
  @Transactional
  List<OperatorProbe> draw() {
    long slot = current();
    Instant now = clock.instant();
    @Nullable Bytes32 seed =
        jdbc.sql(
                """
                select seed from slots
                where slot = :slot and drawn_at is null and completed_at is null
                for update skip locked
                """)
            .param("slot", slot)
            .query(Row.as(row -> row.bytes32("seed")))
            .optional()
            .orElse(null);
    if (seed == null) {
      return List.of();
    }
    List<NodeSnapshot> present =
        changes.standings().stream().filter(node -> node.probed() || node.counted()).toList();
    List<NodeSnapshot> probed = present.stream().filter(NodeSnapshot::probed).toList();
    var drawn = Draw.of(seed, slot, probed.stream().map(node -> candidate(node, slot)).toList());
    storeSnapshot(slot, present);
    List<OperatorProbe> operator = new ArrayList<>();
    List<Values> challenges = new ArrayList<>();
    for (NodeSnapshot node : probed) {
      for (ProberName prober : drawn.getOrDefault(node.node(), List.of())) {
        Bytes32 challenge = randomBytes();
        challenges.add(
            Values.of("slot", slot)
                .and("node", node.node())
                .and("prober", prober.name())
                .and("challenge", challenge));
        if (prober.isOperator()) {
          Endpoint endpoint = Objects.requireNonNull(node.endpoint());
          operator.add(
              new OperatorProbe(prober, assignment(slot, node.node(), endpoint, challenge)));
        }
      }
    }
    each(
        """
        insert into challenges (slot, node, prober, challenge)
        values (:slot, :node, :prober, :challenge)
        """,
        challenges);
    jdbc.sql("update slots set drawn_at = :now where slot = :slot")
        .paramSource(Values.of("now", now).and("slot", slot))
        .update();
    return operator;
  }

  private static ProbeCandidate candidate(NodeSnapshot node, long slot) {
    Long downFrom = node.downFrom();
    long downSlots = downFrom == null ? 0 : Math.max(0, slot - downFrom);
    return new ProbeCandidate(node.node(), node.provider(), prefix(node), node.active(), downSlots);
  }

  /// With nodes that count but can't be probed, as after a new endpoint that no heartbeat proved:
  /// they are not due, and so down; no act of a provider takes a slot out of the count.
  private void storeSnapshot(long slot, List<NodeSnapshot> present) {
    each(
        """
        insert into slot_nodes (slot, node, provider, prefix, endpoint, probes, eligible, deposit,
          down_slots, due)
        values (:slot, :node, :provider, :prefix, :endpoint, :probes, :eligible, :deposit,
          :downSlots, :due)
        """,
        present.stream().map(node -> values(slot, node)).toList());
  }

  private static Values values(long slot, NodeSnapshot node) {
    ProbeCandidate candidate = candidate(node, slot);
    return Values.of("slot", slot)
        .and("node", node.node())
        .and("provider", node.provider())
        .and("prefix", candidate.prefix())
        .and("endpoint", node.endpoint())
        .and("probes", node.active())
        .and("eligible", node.eligible())
        .and("deposit", node.deposit())
        .and("downSlots", candidate.downSlots())
        .and("due", node.probed() && Draw.isDue(candidate, slot));
  }

  private void each(String sql, List<Values> values) {
    batches.batchUpdate(sql, values.toArray(Values[]::new));
  }

  /// The challenges of the present slot that `prober` has not reported on; the same ones again
  /// until it does. At most [Draw#MAX_LOAD], in an order that favours no node.
  public List<Assignment> assignments(NodeId prober) {
    return jdbc.sql(
            """
            select c.slot, c.node, c.challenge, n.endpoint
            from challenges c join slot_nodes n on n.slot = c.slot and n.node = c.node
            where c.prober = :prober and c.slot = :slot and not c.done order by c.challenge
            """)
        .paramSource(Values.of("prober", ProberName.node(prober).name()).and("slot", current()))
        .query(
            Row.as(
                row ->
                    assignment(
                        row.number("slot"),
                        row.node("node"),
                        row.endpoint("endpoint"),
                        row.bytes32("challenge"))))
        .list();
  }

  /// The MAC is made anew each time: nothing of it is stored or published.
  private Assignment assignment(long slot, NodeId node, Endpoint endpoint, Bytes32 challenge) {
    ProbeMac mac = keys.mac(new ProbeAnswer(node, slot, challenge));
    return new Assignment(slot, node, Assignment.probeEndpoint(endpoint), challenge, mac);
  }

  /// Slots whose grace is over and which are not completed, oldest first.
  List<Long> due() {
    Instant now = clock.instant();
    long last = schedule.slotAt(now.minus(settings.graceIn(schedule))) - 1;
    return jdbc.sql(
            """
            select slot from slots where completed_at is null and slot <= :last
            order by slot limit 100
            """)
        .param("last", last)
        .query(Long.class)
        .list();
  }

  /// Counts a slot's answers and tells the nodes, once. Waits for results that are being stored, so
  /// that what is counted and what is published are the same.
  @Transactional
  void complete(long slot) {
    Boolean wasDrawn =
        jdbc.sql(
                """
                select drawn_at is not null from slots
                where slot = :slot and completed_at is null for update
                """)
            .param("slot", slot)
            .query(Boolean.class)
            .optional()
            .orElse(null);
    if (wasDrawn == null) {
      return;
    }
    boolean isVoid = !wasDrawn || wasMissed(slot);
    completed(isVoid).increment();
    jdbc.sql("update slots set completed_at = :now, void = :void where slot = :slot")
        .paramSource(Values.of("now", clock.instant()).and("void", isVoid).and("slot", slot))
        .update();
    judge(slot);
    if (!isVoid) {
      tellNodes(slot);
    }
  }

  private Counter completed(boolean isVoid) {
    return metrics.counter("dvpn_registry_slots_completed_total", "void", Boolean.toString(isVoid));
  }

  private void judge(long slot) {
    each(
        "update slot_nodes set valid = :valid, up = :up where slot = :slot and node = :node",
        reports(slot).stream()
            .map(
                of ->
                    Values.of("valid", of.valid())
                        .and("up", of.verdict().asUp())
                        .and("slot", slot)
                        .and("node", of.node()))
            .toList());
    jdbc.sql("update slot_nodes set up = false where slot = :slot and not (due and eligible)")
        .param("slot", slot)
        .update();
  }

  private List<Reports> reports(long slot) {
    return jdbc.sql(
            """
            select node, count(signature) as valid,
              count(*) filter (where made and signature is null) as unanswered
            from challenges where slot = :slot group by node order by node
            """)
        .param("slot", slot)
        .query(
            Row.as(
                row ->
                    new Reports(
                        row.node("node"), row.smallNumber("valid"), row.smallNumber("unanswered"))))
        .list();
  }

  /// Whether the registry itself was away: none of its operator's probes was made, or the slot is
  /// completed so late that agents may have found nobody to report to.
  private boolean wasMissed(long slot) {
    Instant late =
        schedule.startOfSlot(slot + 2).plus(settings.graceIn(schedule)).plus(Duration.ofSeconds(1));
    return clock.instant().isAfter(late)
        || jdbc.sql(
                """
                select count(*) > 0 and not bool_or(made) from challenges
                where slot = :slot and prober like 'operator-%'
                """)
            .param("slot", slot)
            .query(Boolean.class)
            .single();
  }

  private void tellNodes(long slot) {
    List<Figures> judged =
        figures(slot).stream().filter(of -> of.verdict() != SlotVerdict.UNJUDGED).toList();
    for (Figures figures : judged) {
      changes.change(
          figures.node(),
          node -> {
            node.probed(slot, figures.verdict() == SlotVerdict.UP);
            node.measured(figures.upBasisPoints(), figures.rttMicros(), figures.lossBasisPoints());
          });
    }
  }

  private List<Figures> figures(long slot) {
    return jdbc.sql(
            """
            select n.node, c.valid, c.unanswered,
              (select 10000 * count(*) filter (where r.up) / greatest(1, count(r.up))
                 from slot_nodes r join slots s on s.slot = r.slot
                 where r.node = n.node and r.slot > :since and r.slot <= :slot and not s.void
                   and s.completed_at is not null) as up,
              c.rtt, c.loss
            from slot_nodes n, lateral (
              select percentile_disc(0.5) within group (order by rtt_micros)
                  filter (where signature is not null) as rtt,
                10000 * count(*) filter (where signature is null) / greatest(1, count(*)) as loss,
                count(signature) as valid, count(*) - count(signature) as unanswered
              from challenges where slot = n.slot and node = n.node and made) c
            where n.slot = :slot and n.due order by n.node
            """)
        .paramSource(Values.of("slot", slot).and("since", slot - RECENT))
        .query(
            Row.as(
                row ->
                    new Figures(
                        row.node("node"),
                        SlotVerdict.of(row.smallNumber("valid"), row.smallNumber("unanswered")),
                        row.smallNumber("up"),
                        row.nullable("rtt", Row::number),
                        row.smallNumber("loss"))))
        .list();
  }

  /// Forgets slots that are older than the retention time.
  @Transactional
  void forget() {
    long before = schedule.slotAt(clock.instant().minus(settings.retention()));
    jdbc.sql("delete from slots where slot < :before").param("before", before).update();
  }

  private Bytes32 randomBytes() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }

  private static String prefix(NodeSnapshot node) {
    Endpoint endpoint = node.endpoint();
    return endpoint == null ? "-" : endpoint.prefix();
  }

  /// What its probers brought of a node.
  private record Reports(NodeId node, int valid, int unanswered) {
    SlotVerdict verdict() {
      return SlotVerdict.of(valid, unanswered);
    }
  }

  /// @param rttMicros median of the slot's valid answers
  private record Figures(
      NodeId node,
      SlotVerdict verdict,
      int upBasisPoints,
      @Nullable Long rttMicros,
      int lossBasisPoints) {}
}
