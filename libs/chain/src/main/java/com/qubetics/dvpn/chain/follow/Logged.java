package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// A log of one of the network's contracts in a confirmed block, as it was logged.
record Logged(RawLog log, Instant blockTime) {

  /// The columns of `chain_event` and `chain_set_aside` that hold a log.
  static final String COLUMNS =
      "block, log_index, block_hash, block_time, transaction, contract, topics, data";

  /// The values of [#COLUMNS].
  List<Object> values() {
    return List.of(
        log.block(),
        log.logIndex(),
        log.blockHash().bytes(),
        Timestamp.from(blockTime),
        log.transaction().bytes(),
        log.contract().bytes(),
        log.topics().stream().map(Bytes32::bytes).toArray(byte[][]::new),
        Hex.parse(log.data()));
  }

  static Logged of(ResultSet row) throws SQLException {
    return new Logged(
        new RawLog(
            Address.of(row.getBytes("contract")),
            words(row.getArray("topics")),
            Hex.format(row.getBytes("data")),
            row.getLong("block"),
            Bytes32.of(row.getBytes("block_hash")),
            Bytes32.of(row.getBytes("transaction")),
            row.getInt("log_index")),
        row.getTimestamp("block_time").toInstant());
  }

  private static List<Bytes32> words(Array array) throws SQLException {
    return Arrays.stream((byte[][]) array.getArray()).map(Bytes32::of).toList();
  }
}
