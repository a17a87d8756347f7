package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.PeersAnswer.Put;
import com.qubetics.dvpn.wire.agent.Revision;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Answers an agent's question for its peers, waiting for a change if it knows the newest.
@Service
public final class Peers {
  private static final String POLL = "poll:";

  private final JdbcClient jdbc;
  private final Signals signals;
  private final TransactionTemplate snapshot;
  private final ConcurrentMap<NodeId, Poll> newestPoll = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Long> era = new AtomicReference<>();

  Peers(JdbcClient jdbc, Signals signals, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.signals = signals;
    this.snapshot = new TransactionTemplate(transactions);
    // One snapshot for all reads of an answer, so that a revision and its peers belong together.
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
    signals.hear(POLL, this::polled);
  }

  /// A question that waits. Its ticket is told to all replicas once it has to wait; all hear of all
  /// polls in one order, so each knows which of a node's is the newest.
  private static final class Poll {
    final String ticket = UUID.randomUUID().toString();
    final AtomicBoolean told = new AtomicBoolean();

    /// Whether its own ticket was heard: what is heard of this node after it is newer.
    volatile boolean heard;
  }

  /// The changes since `known`; at once if there are any, else after the next change or `wait` with
  /// none. A newer call for the same node, at whatever replica, ends an older one early.
  public PeersAnswer after(NodeId node, Revision known, Duration wait) {
    Poll poll = new Poll();
    newestPoll.put(node, poll);
    signals.ring(Signals.peers(node));
    try {
      return signals
          .await(Signals.peers(node), wait, () -> look(poll, node, known))
          .orElseGet(() -> PeersAnswer.nothingSince(known));
    } finally {
      newestPoll.remove(node, poll);
    }
  }

  private Optional<PeersAnswer> look(Poll poll, NodeId node, Revision known) {
    if (newestPoll.get(node) != poll) {
      return Optional.of(PeersAnswer.nothingSince(known));
    }
    Optional<PeersAnswer> found = changes(node, known);
    if (found.isEmpty() && poll.told.compareAndSet(false, true)) {
      signals.tell(POLL, node + ":" + poll.ticket);
    }
    return found;
  }

  private void polled(String note) {
    int colon = note.indexOf(':');
    NodeId node = NodeId.parse(note.substring(0, colon));
    Poll waiting = newestPoll.get(node);
    if (waiting == null) {
      return;
    }
    if (waiting.ticket.equals(note.substring(colon + 1))) {
      waiting.heard = true;
    } else if (waiting.heard && newestPoll.remove(node, waiting)) {
      signals.ring(Signals.peers(node));
    }
  }

  private Optional<PeersAnswer> changes(NodeId node, Revision known) {
    return Optional.ofNullable(snapshot.execute(status -> read(node, known)))
        .filter(changes -> changes.full() || changes.revision() > known.revision());
  }

  private PeersAnswer read(NodeId node, Revision known) {
    long revision =
        jdbc.sql("select revision from node where id = :node")
            .paramSource(Values.of("node", node))
            .query(Long.class)
            .optional()
            .orElse(0L);
    if (known.era() != era() || known.revision() > revision) {
      return new PeersAnswer(era(), revision, true, allPeers(node), List.of());
    }
    if (known.revision() == revision) {
      return PeersAnswer.nothingSince(known);
    }
    if (!kept(node, known.revision() + 1)) {
      return new PeersAnswer(era(), revision, true, allPeers(node), List.of());
    }
    List<Put> put = new ArrayList<>();
    List<SessionId> remove = new ArrayList<>();
    for (Change change : changesSince(node, known.revision())) {
      if (change.peer() != null) {
        put.add(change.peer());
      } else {
        remove.add(change.session());
      }
    }
    return new PeersAnswer(era(), revision, false, put, remove);
  }

  private boolean kept(NodeId node, long revision) {
    return jdbc.sql("select 1 from node_change where node = :node and revision = :revision")
        .paramSource(Values.of("node", node).and("revision", revision))
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  private long era() {
    Long known = era.get();
    if (known == null) {
      known = jdbc.sql("select era from ledger_life").query(Long.class).single();
      era.set(known);
    }
    return known;
  }

  private static final String PEER_COLUMNS =
      """
      s.id, s.node, s.session_key, s.tunnel_key, s.max_bytes, s.not_before, s.not_after, s.nonce,
      s.grant_signature, s.tunnel_address, s.state, a.usage_hash, a.ack_rx, a.ack_tx, a.ack_signature,
      s.signed_before_bytes, s.credit_bytes
      """;

  private static final String NEWEST_ACK =
      """
      left join lateral (
        select acked.usage_hash, acked.rx as ack_rx, acked.tx as ack_tx,
          acked.signature as ack_signature
        from acked join usage u on u.hash = acked.usage_hash
        where acked.session = s.id
        order by u.moved_at desc, acked.epoch desc, acked.acked_at desc limit 1) a on true
      """;

  private List<Put> allPeers(NodeId node) {
    return jdbc.sql(
            "select "
                + PEER_COLUMNS
                + " from session s "
                + NEWEST_ACK
                + " where s.node = :node and s.state in ('REQUESTED', 'ACTIVE') order by s.number")
        .paramSource(Values.of("node", node))
        .query(Row.as(Peers::peer))
        .list();
  }

  private List<Change> changesSince(NodeId node, long revision) {
    return jdbc.sql(
            "select c.session as changed, "
                + PEER_COLUMNS
                + """
                from (select session, max(revision) as revision from node_change
                      where node = :node and revision > :revision group by session) c
                left join session s on s.id = c.session
                """
                + NEWEST_ACK
                + " order by c.revision")
        .paramSource(Values.of("node", node).and("revision", revision))
        .query(Row.as(row -> new Change(row.session("changed"), isAlive(row) ? peer(row) : null)))
        .list();
  }

  /// False also of a session that is forgotten.
  private static boolean isAlive(Row row) throws SQLException {
    return row.optional("state", Row::text)
        .filter(state -> !SessionState.valueOf(state).isOver())
        .isPresent();
  }

  private static Put peer(Row row) throws SQLException {
    return new Put(
        row.session("id"),
        row.grant(),
        row.text("tunnel_address"),
        row.nullable("usage_hash", (it, hash) -> it.ack()),
        SignedBefore.of(row.number("signed_before_bytes")).orElse(null),
        row.byteCount("credit_bytes"));
  }

  private record Change(SessionId session, @Nullable Put peer) {}
}
