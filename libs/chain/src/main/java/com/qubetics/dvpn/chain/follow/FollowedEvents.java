package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.ChainHistory;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.abi.Words;
import com.qubetics.dvpn.chain.contract.ContractEvents;
import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.ByteArrayOutputStream;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The events that stand, as they were logged; each is decoded again when it is asked for, so that
/// undoing and folding see what the handlers were brought. Written by the [Follower] only.
public final class FollowedEvents implements ChainHistory {
  private final ContractEvents events;
  private final JdbcClient jdbc;

  public FollowedEvents(Network network, JdbcClient jdbc) {
    this.events = new ContractEvents(network);
    this.jdbc = jdbc;
  }

  @Override
  public List<ConfirmedEvent> about(Address subject) {
    byte[] topic = new byte[Bytes32.LENGTH];
    System.arraycopy(subject.bytes(), 0, topic, Bytes32.LENGTH - Address.LENGTH, Address.LENGTH);
    return jdbc.sql(
            """
            select * from chain_event where topics @> array[?::bytea]
            order by block, log_index
            """)
        .param(topic)
        .query((row, n) -> confirmed(row))
        .list();
  }

  /// The contracts whose logs are of interest.
  List<Address> contracts() {
    return events.contracts();
  }

  /// The event of a log; empty if it is none that is known.
  Optional<ConfirmedEvent> read(Block block, RawLog log) {
    return read(log, block.time());
  }

  void add(Block block, RawLog log) {
    jdbc.sql(
            """
            insert into chain_event
              (block, log_index, block_hash, block_time, transaction, contract, topics, data)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            log.block(),
            log.logIndex(),
            log.blockHash().bytes(),
            Timestamp.from(block.time()),
            log.transaction().bytes(),
            log.contract().bytes(),
            log.topics().stream().map(Bytes32::bytes).toArray(byte[][]::new),
            joined(log.data()))
        .update();
  }

  /// The events above a block, the newest first.
  List<ConfirmedEvent> above(long block) {
    return jdbc.sql("select * from chain_event where block > ? order by block desc, log_index desc")
        .param(block)
        .query((row, n) -> confirmed(row))
        .list();
  }

  void remove(ConfirmedEvent event) {
    jdbc.sql("delete from chain_event where block = ? and log_index = ?")
        .params(event.block(), event.logIndex())
        .update();
  }

  private Optional<ConfirmedEvent> read(RawLog log, Instant blockTime) {
    return events
        .read(log)
        .map(
            event ->
                new ConfirmedEvent(
                    event,
                    log.block(),
                    log.blockHash(),
                    blockTime,
                    log.transaction(),
                    log.logIndex()));
  }

  private ConfirmedEvent confirmed(ResultSet row) throws SQLException {
    RawLog log =
        new RawLog(
            Address.of(row.getBytes("contract")),
            words(row.getArray("topics")),
            Words.split(row.getBytes("data")),
            row.getLong("block"),
            Bytes32.of(row.getBytes("block_hash")),
            Bytes32.of(row.getBytes("transaction")),
            row.getInt("log_index"));
    return read(log, row.getTimestamp("block_time").toInstant())
        .orElseThrow(() -> new IllegalStateException("stored event of another network: " + log));
  }

  private static List<Bytes32> words(Array array) throws SQLException {
    return Arrays.stream((byte[][]) array.getArray()).map(Bytes32::of).toList();
  }

  private static byte[] joined(List<Bytes32> words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    words.forEach(word -> bytes.writeBytes(word.bytes()));
    return bytes.toByteArray();
  }
}
