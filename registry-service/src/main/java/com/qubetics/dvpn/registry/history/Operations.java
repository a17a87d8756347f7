package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
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
  record Standing(NodeId life, @Nullable Account provider) {}

  Optional<Standing> standing(NodeId node) {
    return jdbc.sql(
            """
            select life, provider from operations where node = ?
            order by block desc, log_index desc limit 1
            """)
        .param(node.toString())
        .query(
            (row, number) ->
                new Standing(
                    NodeId.parse(row.getString("life")), account(row.getString("provider"))))
        .optional();
  }

  /// @param life null for a claim
  void add(Operation operation, @Nullable NodeId life) {
    jdbc.sql(
            """
            insert into operations
              (block, log_index, operation, node, life, provider, at, transaction, details)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .param(operation.place().block())
        .param(operation.place().logIndex())
        .param(operation.name())
        .param(text(operation.node()))
        .param(text(life))
        .param(text(operation.provider()))
        .param(Timestamp.from(operation.at()))
        .param(operation.transaction().toString())
        .param(operation.details())
        .update();
  }

  void remove(Place place) {
    jdbc.sql("delete from operations where block = ? and log_index = ?")
        .params(place.block(), place.logIndex())
        .update();
  }

  /// The life that a node key belongs to, under all of its keys; the newest first.
  ///
  /// @param before only what is older than this
  List<Operation> ofNode(NodeId node, Place before, int limit) {
    return page(
        "life in (select distinct life from operations where node = ?)",
        node.toString(),
        before,
        limit);
  }

  /// What happened to a provider's nodes, and its claims; the newest first.
  ///
  /// @param before only what is older than this
  List<Operation> ofProvider(Account provider, Place before, int limit) {
    return page("provider = ?", provider.toString(), before, limit);
  }

  private List<Operation> page(String condition, String parameter, Place before, int limit) {
    return jdbc.sql(
            """
            select * from operations where %s and (block, log_index) < (?, ?)
            order by block desc, log_index desc limit ?
            """
                .formatted(condition))
        .params(parameter, before.block(), before.logIndex(), limit)
        .query((row, number) -> operation(row))
        .list();
  }

  private static Operation operation(ResultSet row) throws SQLException {
    String node = row.getString("node");
    return new Operation(
        new Place(row.getLong("block"), row.getInt("log_index")),
        row.getString("operation"),
        node == null ? null : NodeId.parse(node),
        account(row.getString("provider")),
        row.getTimestamp("at").toInstant(),
        Bytes32.parse(row.getString("transaction")),
        row.getString("details"));
  }

  private static @Nullable Account account(@Nullable String text) {
    return text == null ? null : Account.parse(text);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
