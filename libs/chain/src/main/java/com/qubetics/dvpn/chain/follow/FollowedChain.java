package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.sql.NamedLock;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The follower's position and the blocks behind it. Every change is made inside a transaction that
/// [#take] has locked.
final class FollowedChain {
  /// Reorganisations deeper than this below the position are not undone.
  static final int REMEMBERED_BLOCKS = 1024;

  private final JdbcClient jdbc;

  FollowedChain(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Position> position() {
    return jdbc.sql("select block, block_hash from chain_position")
        .query(Row.as(row -> new Position(row.number("block"), row.bytes32("block_hash"))))
        .optional();
  }

  void begin(Position position) {
    Values values = values(position.block(), position.hash());
    jdbc.sql(
            """
            insert into chain_position (block, block_hash) values (:block, :hash)
            on conflict do nothing
            """)
        .paramSource(values)
        .update();
    jdbc.sql("insert into chain_block (number, hash) values (:block, :hash) on conflict do nothing")
        .paramSource(values)
        .update();
  }

  /// Takes the lock of the one follower of this database until the transaction ends.
  ///
  /// @return whether it is free and nobody has moved the position since `expected` was read
  boolean take(Position expected) {
    return NamedLock.attempt(jdbc, "chain-follower")
        && position().filter(expected::equals).isPresent();
  }

  void moveTo(List<Block> blocks) {
    Block last = blocks.getLast();
    jdbc.sql(
            """
            insert into chain_block (number, hash)
            select * from unnest(cast(:numbers as bigint[]), cast(:hashes as bytea[])) on conflict do nothing
            """)
        .paramSource(
            Values.of("numbers", blocks.stream().map(Block::number).toArray(Long[]::new))
                .and(
                    "hashes",
                    blocks.stream().map(block -> block.hash().bytes()).toArray(byte[][]::new)))
        .update();
    move(last.number(), last.hash());
    jdbc.sql("delete from chain_block where number < :first")
        .param("first", last.number() - REMEMBERED_BLOCKS)
        .update();
  }

  /// The blocks remembered, the newest first.
  List<Position> remembered() {
    return jdbc.sql("select number, hash from chain_block order by number desc")
        .query(Row.as(row -> new Position(row.number("number"), row.bytes32("hash"))))
        .list();
  }

  /// Goes back to a common ancestor.
  void rewindTo(Position ancestor) {
    jdbc.sql("delete from chain_block where number > :block")
        .param("block", ancestor.block())
        .update();
    move(ancestor.block(), ancestor.hash());
  }

  private void move(long block, Bytes32 hash) {
    jdbc.sql("update chain_position set block = :block, block_hash = :hash")
        .paramSource(values(block, hash))
        .update();
  }

  private static Values values(long block, Bytes32 hash) {
    return Values.of("block", block).and("hash", hash);
  }
}
