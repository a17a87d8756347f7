package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;

/// A log of one of the network's contracts in a confirmed block, as it was logged.
record Logged(RawLog log, Instant blockTime) {

  /// The columns of `chain_event` and `chain_set_aside` that hold a log.
  static final String COLUMNS =
      "block, log_index, block_hash, block_time, transaction, contract, topics, data";

  /// The parameters of [#COLUMNS].
  static final String NAMES =
      ":block, :logIndex, :blockHash, :blockTime, :transaction, :contract, :topics, :data";

  /// The values of [#NAMES].
  Values values() {
    return Values.of("block", log.block())
        .and("logIndex", log.logIndex())
        .and("blockHash", log.blockHash())
        .and("blockTime", blockTime)
        .and("transaction", log.transaction())
        .and("contract", log.contract())
        .and("topics", log.topics().stream().map(Bytes32::bytes).toArray(byte[][]::new))
        .and("data", Hex.parse(log.data()));
  }

  static Logged of(Row row) throws SQLException {
    return new Logged(
        new RawLog(
            row.address("contract"),
            Arrays.stream(row.manyBytes("topics")).map(Bytes32::of).toList(),
            Hex.format(row.bytes("data")),
            row.number("block"),
            row.bytes32("block_hash"),
            row.bytes32("transaction"),
            row.smallNumber("log_index")),
        row.time("block_time"));
  }
}
