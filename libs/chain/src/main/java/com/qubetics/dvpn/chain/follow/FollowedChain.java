package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The follower's position and the blocks behind it. Every change is made inside a transaction that
/// [#take] has locked.
final class FollowedChain {
  /// Reorganisations deeper than this below the position are not undone.
  static final int REMEMBERED_BLOCKS = 1024;

  private static final String LOCK = "dvpn-chain-follower";

  private final JdbcClient jdbc;

  FollowedChain(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Position> position() {
    return jdbc.sql("select block, block_hash from chain_position")
        .query((row, n) -> new Position(row.getLong(1), Bytes32.of(row.getBytes(2))))
        .optional();
  }

  void begin(Position position) {
    jdbc.sql("insert into chain_position (block, block_hash) values (?, ?) on conflict do nothing")
        .params(position.block(), position.hash().bytes())
        .update();
    jdbc.sql("insert into chain_block (number, hash) values (?, ?) on conflict do nothing")
        .params(position.block(), position.hash().bytes())
        .update();
  }

  /// Takes the lock of the one follower of this database until the transaction ends.
  ///
  /// @return whether it is free and nobody has moved the position since `expected` was read
  boolean take(Position expected) {
    boolean free =
        jdbc.sql("select pg_try_advisory_xact_lock(hashtext(?))")
            .param(LOCK)
            .query(Boolean.class)
            .single();
    return free && position().filter(expected::equals).isPresent();
  }

  void moveTo(List<Block> blocks) {
    Block last = blocks.getLast();
    jdbc.sql(
            """
            insert into chain_block (number, hash)
            select * from unnest(?::bigint[], ?::bytea[]) on conflict do nothing
            """)
        .params(
            blocks.stream().map(Block::number).toArray(Long[]::new),
            blocks.stream().map(block -> block.hash().bytes()).toArray(byte[][]::new))
        .update();
    move(last.number(), last.hash());
    jdbc.sql("delete from chain_block where number < ?")
        .param(last.number() - REMEMBERED_BLOCKS)
        .update();
  }

  /// The blocks remembered, the newest first.
  List<Position> remembered() {
    return jdbc.sql("select number, hash from chain_block order by number desc")
        .query((row, n) -> new Position(row.getLong(1), Bytes32.of(row.getBytes(2))))
        .list();
  }

  /// Goes back to a common ancestor.
  void rewindTo(Position ancestor) {
    jdbc.sql("delete from chain_block where number > ?").param(ancestor.block()).update();
    move(ancestor.block(), ancestor.hash());
  }

  private void move(long block, Bytes32 hash) {
    jdbc.sql("update chain_position set block = ?, block_hash = ?")
        .params(block, hash.bytes())
        .update();
  }
}
