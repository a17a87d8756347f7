package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All operations, in the order of the chain.
///
/// A node goes by several keys in its life. Each row carries the first of them, so that one index
/// finds a life by any of its keys; what a row needs of the rows before it is read from these, so
/// that deleting the newest rows undoes them wholly.
@Component
class Operations {
  private final JdbcClient jdbc;

  Operations(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Whose a node key was when last heard of.
  ///
  /// @param life the node's first key
  record KeyOwner(NodeId life, @Nullable Account provider) {}

  Optional<KeyOwner> standing(NodeId node) {
    return jdbc.sql(
            """
            select life, provider from operations where node = :node
            order by block desc, log_index desc limit 1
            """)
        .paramSource(Values.of("node", node))
        .query(
            Row.as(row -> new KeyOwner(row.node("life"), row.nullable("provider", Row::account))))
        .optional();
  }

  /// @param life null for a claim
  void add(Operation operation, @Nullable NodeId life) {
    jdbc.sql(
            """
            insert into operations
              (block, log_index, operation, node, life, provider, at, transaction, details)
            values
              (:block, :logIndex, :name, :node, :life, :provider, :at, :transaction, :details)
            """)
        .paramSource(
            Values.of("block", operation.place().block())
                .and("logIndex", operation.place().logIndex())
                .and("name", operation.name())
                .and("node", operation.node())
                .and("life", life)
                .and("provider", operation.provider())
                .and("at", operation.at())
                .and("transaction", operation.transaction())
                .and("details", operation.details()))
        .update();
  }

  void remove(LogPosition place) {
    jdbc.sql("delete from operations where block = :block and log_index = :logIndex")
        .paramSource(Values.of("block", place.block()).and("logIndex", place.logIndex()))
        .update();
  }

  /// The life that a node key belongs to, under all of its keys; the newest first.
  ///
  /// @param before only what is older than this
  List<Operation> ofNode(NodeId node, LogPosition before, int limit) {
    return page(
        "life in (select distinct life from operations where node = :whose)", node, before, limit);
  }

  /// What happened to a provider's nodes, and its claims; the newest first.
  ///
  /// @param before only what is older than this
  List<Operation> ofProvider(Account provider, LogPosition before, int limit) {
    return page("provider = :whose", provider, before, limit);
  }

  private List<Operation> page(String condition, Object whose, LogPosition before, int limit) {
    return jdbc.sql(
            """
            select * from operations where %s and (block, log_index) < (:block, :logIndex)
            order by block desc, log_index desc limit :limit
            """
                .formatted(condition))
        .paramSource(
            Values.of("whose", whose)
                .and("block", before.block())
                .and("logIndex", before.logIndex())
                .and("limit", limit))
        .query(Row.as(Operations::operation))
        .list();
  }

  private static Operation operation(Row row) throws SQLException {
    return new Operation(
        new LogPosition(row.number("block"), row.smallNumber("log_index")),
        row.text("operation"),
        row.nullable("node", Row::node),
        row.nullable("provider", Row::account),
        row.time("at"),
        row.bytes32("transaction"),
        row.text("details"));
  }
}
