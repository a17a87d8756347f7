package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.node.Directory;
import com.qubetics.dvpn.registry.node.Standing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The life of a slot: its seed is stored before it begins, its probers are drawn when it begins,
/// and it is completed a grace after its end. Each step happens once, whichever replica comes
/// first; a slot whose seed or draw was missed probes nobody and counts for nobody.
///
/// What a slot counts for a node: up or down as [Verdict] says; down without a probe while it is
/// ineligible, or stays down and is not due; nothing where too few probers told, or had room.
@Component
public class Slots {
  private static final int SEEDS_AHEAD = 3;

  /// Slots over which a node's recent figures are taken.
  private static final int RECENT = 60;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final Directory directory;
  private final EpochSchedule schedule;
  private final ProbeSettings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final MeterRegistry metrics;

  Slots(
      JdbcTemplate batches,
      Directory directory,
      EpochSchedule schedule,
      ProbeSettings settings,
      Clock clock,
      SecureRandom random,
      MeterRegistry metrics) {
    this.jdbc = JdbcClient.create(batches);
    this.batches = batches;
    this.directory = directory;
    this.schedule = schedule;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
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
      jdbc.sql("insert into slots (slot, seed, stored_at) values (?, ?, ?) on conflict do nothing")
          .params(slot, randomBytes().toString(), Timestamp.from(now))
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
                select seed from slots where slot = ? and drawn_at is null and completed_at is null
                for update skip locked\
                """)
            .param(slot)
            .query(String.class)
            .optional()
            .map(Bytes32::parse)
            .orElse(null);
    if (seed == null) {
      return List.of();
    }
    List<Standing> present =
        directory.standings().stream().filter(node -> node.probed() || node.counted()).toList();
    List<Standing> probed = present.stream().filter(Standing::probed).toList();
    var drawn = Draw.of(seed, slot, probed.stream().map(node -> candidate(node, slot)).toList());
    storeSnapshot(slot, present);
    List<OperatorProbe> operator = new ArrayList<>();
    List<Object[]> challenges = new ArrayList<>();
    for (Standing node : probed) {
      for (Prober prober : drawn.getOrDefault(node.node(), List.of())) {
        Bytes32 challenge = randomBytes();
        challenges.add(
            new Object[] {
              slot, node.node().toString(), prober.name(), challenge.toString(),
            });
        if (prober.isOperator()) {
          Endpoint at = Assignment.probeEndpoint(Objects.requireNonNull(node.endpoint()));
          operator.add(new OperatorProbe(prober, new Assignment(slot, node.node(), at, challenge)));
        }
      }
    }
    batches.batchUpdate(
        "insert into challenges (slot, node, prober, challenge) values (?, ?, ?, ?)", challenges);
    jdbc.sql("update slots set drawn_at = ? where slot = ?")
        .params(Timestamp.from(now), slot)
        .update();
    return operator;
  }

  private static Candidate candidate(Standing node, long slot) {
    Long downFrom = node.downFrom();
    long downSlots = downFrom == null ? 0 : Math.max(0, slot - downFrom);
    return new Candidate(node.node(), node.provider(), prefix(node), node.active(), downSlots);
  }

  /// With nodes that count but can't be probed, as after a new endpoint that no heartbeat proved:
  /// they are not due, and so down; no act of a provider takes a slot out of the count.
  private void storeSnapshot(long slot, List<Standing> present) {
    batches.batchUpdate(
        """
        insert into slot_nodes (slot, node, provider, prefix, endpoint, probes, eligible, deposit,
          down_slots, due)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        present.stream().map(node -> row(slot, node)).toList());
  }

  private static Object[] row(long slot, Standing node) {
    Candidate candidate = candidate(node, slot);
    return new Object[] {
      slot,
      node.node().toString(),
      node.provider().toString(),
      candidate.prefix(),
      node.endpoint() == null ? null : node.endpoint().toString(),
      node.active(),
      node.eligible(),
      new BigDecimal(node.deposit().baseUnits()),
      candidate.downSlots(),
      node.probed() && Draw.isDue(candidate, slot)
    };
  }

  /// The challenges of the present slot that `prober` has not reported on; the same ones again
  /// until it does. At most [Draw#MAX_LOAD], in an order that favours no node.
  public List<Assignment> assignments(NodeId prober) {
    return jdbc.sql(
            """
            select c.slot, c.node, c.challenge, n.endpoint
            from challenges c join slot_nodes n on n.slot = c.slot and n.node = c.node
            where c.prober = ? and c.slot = ? and not c.done order by c.challenge\
            """)
        .params(prober.toString(), current())
        .query(
            (row, n) ->
                new Assignment(
                    row.getLong("slot"),
                    NodeId.parse(row.getString("node")),
                    Assignment.probeEndpoint(Endpoint.parse(row.getString("endpoint"))),
                    Bytes32.parse(row.getString("challenge"))))
        .list();
  }

  /// Slots whose grace is over and which are not completed, oldest first.
  List<Long> due() {
    Instant now = clock.instant();
    long last = schedule.slotAt(now.minus(settings.graceIn(schedule))) - 1;
    return jdbc.sql(
            "select slot from slots where completed_at is null and slot <= ? order by slot limit"
                + " 100")
        .param(last)
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
                select drawn_at is not null from slots where slot = ? and completed_at is null
                for update\
                """)
            .param(slot)
            .query(Boolean.class)
            .optional()
            .orElse(null);
    if (wasDrawn == null) {
      return;
    }
    boolean isVoid = !wasDrawn || wasMissed(slot);
    completed(isVoid).increment();
    jdbc.sql("update slots set completed_at = ?, void = ? where slot = ?")
        .params(Timestamp.from(clock.instant()), isVoid, slot)
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
    List<Object[]> judged = new ArrayList<>();
    for (Reports of : reports(slot)) {
      judged.add(new Object[] {of.valid(), of.verdict().asUp(), slot, of.node().toString()});
    }
    batches.batchUpdate(
        "update slot_nodes set valid = ?, up = ? where slot = ? and node = ?", judged);
    jdbc.sql("update slot_nodes set up = false where slot = ? and not (due and eligible)")
        .param(slot)
        .update();
  }

  private List<Reports> reports(long slot) {
    return jdbc.sql(
            """
            select node, count(signature) as valid,
              count(*) filter (where made and signature is null) as unanswered
            from challenges where slot = ? group by node order by node""")
        .param(slot)
        .query(
            (row, n) ->
                new Reports(
                    NodeId.parse(row.getString("node")),
                    row.getInt("valid"),
                    row.getInt("unanswered")))
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
                where slot = ? and prober like 'operator-%'\
                """)
            .param(slot)
            .query(Boolean.class)
            .single();
  }

  private void tellNodes(long slot) {
    List<Figures> judged =
        figures(slot).stream().filter(of -> of.verdict() != Verdict.UNJUDGED).toList();
    for (Figures figures : judged) {
      directory.change(
          figures.node(),
          node -> {
            node.probed(slot, figures.verdict() == Verdict.UP);
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
            where n.slot = :slot and n.due order by n.node""")
        .param("slot", slot)
        .param("since", slot - RECENT)
        .query(
            (row, n) ->
                new Figures(
                    NodeId.parse(row.getString("node")),
                    Verdict.of(row.getInt("valid"), row.getInt("unanswered")),
                    row.getInt("up"),
                    row.getObject("rtt", Long.class),
                    row.getInt("loss")))
        .list();
  }

  /// Forgets slots that are older than the retention time.
  @Transactional
  void forget() {
    long before = schedule.slotAt(clock.instant().minus(settings.retention()));
    jdbc.sql("delete from slots where slot < ?").param(before).update();
  }

  private Bytes32 randomBytes() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }

  private static String prefix(Standing node) {
    Endpoint endpoint = node.endpoint();
    return endpoint == null ? "-" : endpoint.prefix();
  }

  /// What its probers brought of a node.
  private record Reports(NodeId node, int valid, int unanswered) {
    Verdict verdict() {
      return Verdict.of(valid, unanswered);
    }
  }

  /// @param rttMicros median of the slot's valid answers
  private record Figures(
      NodeId node,
      Verdict verdict,
      int upBasisPoints,
      @Nullable Long rttMicros,
      int lossBasisPoints) {}
}
