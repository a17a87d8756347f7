package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.ledger.peers.PeerChanges.Known;
import com.qubetics.dvpn.ledger.peers.PeerChanges.Peer;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.sql.ResultSet;
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
  private final AtomicReference<@Nullable Long> dbEpoch = new AtomicReference<>();

  public Peers(JdbcClient jdbc, Signals signals, PlatformTransactionManager transactions) {
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
  PeerChanges after(NodeId node, Known known, Duration wait) {
    Poll poll = new Poll();
    newestPoll.put(node, poll);
    signals.ring(Signals.peers(node));
    try {
      return signals
          .await(Signals.peers(node), wait, () -> look(poll, node, known))
          .orElseGet(() -> nothingNew(known));
    } finally {
      newestPoll.remove(node, poll);
    }
  }

  private Optional<PeerChanges> look(Poll poll, NodeId node, Known known) {
    if (newestPoll.get(node) != poll) {
      return Optional.of(nothingNew(known));
    }
    Optional<PeerChanges> found = changes(node, known);
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

  private Optional<PeerChanges> changes(NodeId node, Known known) {
    return Optional.ofNullable(snapshot.execute(status -> read(node, known)))
        .filter(changes -> changes.full() || changes.revision() > known.revision());
  }

  private static PeerChanges nothingNew(Known known) {
    return new PeerChanges(known.dbEpoch(), known.revision(), false, List.of(), List.of());
  }

  private PeerChanges read(NodeId node, Known known) {
    long revision =
        jdbc.sql("select revision from node where id = :node")
            .param("node", node.address().bytes())
            .query(Long.class)
            .optional()
            .orElse(0L);
    if (known.dbEpoch() != dbEpoch() || known.revision() > revision) {
      return new PeerChanges(dbEpoch(), revision, true, allPeers(node), List.of());
    }
    if (known.revision() == revision) {
      return nothingNew(known);
    }
    if (!kept(node, known.revision() + 1)) {
      return new PeerChanges(dbEpoch(), revision, true, allPeers(node), List.of());
    }
    List<Peer> put = new ArrayList<>();
    List<SessionId> remove = new ArrayList<>();
    for (Change change : changesSince(node, known.revision())) {
      if (change.peer() != null) {
        put.add(change.peer());
      } else {
        remove.add(change.session());
      }
    }
    return new PeerChanges(dbEpoch(), revision, false, put, remove);
  }

  private boolean kept(NodeId node, long revision) {
    return jdbc.sql("select 1 from node_change where node = :node and revision = :revision")
        .param("node", node.address().bytes())
        .param("revision", revision)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  private long dbEpoch() {
    Long known = dbEpoch.get();
    if (known == null) {
      known = jdbc.sql("select db_epoch from ledger_life").query(Long.class).single();
      dbEpoch.set(known);
    }
    return known;
  }

  /// The earlier sessions are those that still have their account, the newest of them.
  private static final String PEER_COLUMNS =
      """
      s.id, s.node, s.session_key, s.tunnel_key, s.max_bytes, s.not_before, s.not_after, s.nonce,
      s.grant_signature, s.tunnel_host, s.state, a.usage_hash, a.rx, a.tx, a.signature,
      (select coalesce(sum(counted_bytes), 0)::bigint from (
         select counted_bytes from session e
         where e.account = s.account and e.number < s.number
         order by e.number desc limit 64) earlier) as signed_before
      """;

  private static final String NEWEST_ACK =
      """
      left join lateral (
        select acked.usage_hash, acked.rx, acked.tx, acked.signature
        from acked join usage u on u.hash = acked.usage_hash
        where acked.session = s.id
        order by u.moved_at desc, acked.epoch desc, acked.acked_at desc limit 1) a on true
      """;

  private List<Peer> allPeers(NodeId node) {
    return jdbc.sql(
            "select "
                + PEER_COLUMNS
                + " from session s "
                + NEWEST_ACK
                + " where s.node = :node and s.state in ('REQUESTED', 'ACTIVE') order by s.number")
        .param("node", node.address().bytes())
        .query((row, number) -> peer(row))
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
        .param("node", node.address().bytes())
        .param("revision", revision)
        .query(
            (row, number) ->
                new Change(new Columns(row).session("changed"), isAlive(row) ? peer(row) : null))
        .list();
  }

  private static boolean isAlive(ResultSet row) throws SQLException {
    String state = row.getString("state");
    return "REQUESTED".equals(state) || "ACTIVE".equals(state);
  }

  private static Peer peer(ResultSet row) throws SQLException {
    Columns columns = new Columns(row);
    Grant grant =
        new Grant(
            columns.sessionKey("session_key"),
            columns.node("node"),
            columns.tunnelKey("tunnel_key"),
            new ByteCount(columns.number("max_bytes")),
            columns.number("not_before"),
            columns.number("not_after"),
            columns.bytes32("nonce"));
    Signed<Ack> ack = null;
    if (columns.optionalBytes32("usage_hash").isPresent()) {
      ack =
          new Signed<>(
              new Ack(
                  columns.bytes32("usage_hash"),
                  new ByteCount(columns.number("rx")),
                  new ByteCount(columns.number("tx"))),
              columns.signature("signature"));
    }
    return new Peer(
        columns.session("id"),
        new Signed<>(grant, columns.signature("grant_signature")),
        TunnelAddress.of((int) columns.number("tunnel_host")),
        ack,
        SignedBefore.of(columns.number("signed_before")).orElse(null));
  }

  private record Change(SessionId session, @Nullable Peer peer) {}
}
