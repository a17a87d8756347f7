package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Values;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The revision of each node's set of peers. It rises under the node's row lock in the very
/// transaction that changes a session, so an agent that has seen revision R has seen every change
/// committed with R or below.
@Component
public final class NodeRevisions {
  /// Changes kept per node; an agent further behind gets the full set.
  private static final int KEPT = 2_000;

  private final JdbcClient jdbc;
  private final Signals signals;

  public NodeRevisions(JdbcClient jdbc, Signals signals) {
    this.jdbc = jdbc;
    this.signals = signals;
  }

  /// Raises the node's revision for a change of `session`, inside the caller's transaction, which
  /// holds the node's row from here on: no other row of another session may be locked after it.
  public void raise(NodeId node, SessionId session) {
    jdbc.sql(
            """
            with raised as (
              insert into node (id, revision) values (:node, 1)
              on conflict (id) do update set revision = node.revision + 1
              returning id, revision)
            insert into node_change (node, revision, session)
            select id, revision, :session from raised
            """)
        .paramSource(Values.of("node", node).and("session", session))
        .update();
    signals.ringAfterCommit(Signals.peers(node));
  }

  /// Drops changes that are too old to be asked for.
  void trim() {
    jdbc.sql(
            """
            delete from node_change c using node n
            where n.id = c.node and c.revision <= n.revision - :kept
            """)
        .param("kept", KEPT)
        .update();
  }
}
